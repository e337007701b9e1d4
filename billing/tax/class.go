package tax

// Class is a product's class of tax: which of a country's rates applies to it. Which product is of which class, the catalog says. It is
// immutable.
type Class string

// The classes. Where a country has two reduced rates, Reduced is the lower one.
const (
	Standard      Class = "standard"
	Reduced       Class = "reduced"
	SecondReduced Class = "secondReduced"
	SuperReduced  Class = "superReduced" // below 5 %, allowed to the countries that had one in 1991
	Parking       Class = "parking"      // 12 % or more, for what was taxed lower in 1991
	Zero          Class = "zero"         // taxed at 0 %, with deduction of input tax
	Exempt        Class = "exempt"       // exempt without deduction; Supply.Exemption names the provision
	OutOfScope    Class = "outOfScope"   // no supply for consideration, such as damages or a deposit
)

// rated are the classes that have rates in a Table.
var rated = []Class{Standard, Reduced, SecondReduced, SuperReduced, Parking}

// Category is how a document classifies a tax, as UNCL5305 codes it and EN 16931 uses it (BT-118, BT-151). It is immutable.
type Category string

// The categories that EN 16931 has for VAT, those of the Canary Islands, Ceuta and Melilla left out.
const (
	StandardRate   Category = "S"  // taxed, at whatever rate above 0 %
	ZeroRated      Category = "Z"  // taxed at 0 %
	ExemptFromTax  Category = "E"  // exempt
	ReverseCharge  Category = "AE" // the customer owes the tax
	IntraCommunity Category = "K"  // goods to a business of another member state
	Export         Category = "G"  // goods to outside the Union
	NotSubject     Category = "O"  // outside the scope of the tax
)

// categories has the categories in the order in which a breakdown lists them.
var categories = [...]Category{StandardRate, ZeroRated, ExemptFromTax, ReverseCharge, IntraCommunity, Export, NotSubject}

// place is a category's place in categories, -1 for none of them.
func (c Category) place() int {
	for i := range categories {
		if categories[i] == c {
			return i
		}
	}
	return -1
}

// needsReason reports whether EN 16931 asks for the reason why no tax is charged (BR-E-10, BR-AE-10, BR-IC-10, BR-G-10, BR-O-10).
// With the others it forbids one (BR-S-10, BR-Z-10).
func (c Category) needsReason() bool { return c.place() > 1 }
