package tax

import "slices"

// reason is why a tax is as it is: a VATEX code where there is one, a sentence for the customer, the law.
type reason struct{ code, en, de, source string }

// Exemption is a provision by which a supply at home is exempt. It is immutable.
type Exemption struct {
	Code   string `json:"code"` // VATEX
	Reason string `json:"reason"`
	De     string `json:"de"`
	Source string `json:"source"`
}

// exemptions are those of Directive 2006/112/EC that a bill of services may need; codes from the code list VATEX of the European
// Commission, which EN 16931 uses for BT-121.
var exemptions = []Exemption{
	{"VATEX-EU-79-C", "Amount repaid as expenses paid in the customer's name and on its behalf", "Durchlaufender Posten", "Directive 2006/112/EC, Art. 79 (c)"},
	{"VATEX-EU-132-1A", "Exempt: public postal services", "Steuerfrei: Post-Universaldienstleistung", "Directive 2006/112/EC, Art. 132 (1) (a)"},
	{"VATEX-EU-132-1B", "Exempt: hospital and medical care", "Steuerfrei: Krankenhausbehandlung und ärztliche Heilbehandlung", "Directive 2006/112/EC, Art. 132 (1) (b)"},
	{"VATEX-EU-132-1C", "Exempt: medical care by medical professions", "Steuerfrei: Heilbehandlung durch Heilberufe", "Directive 2006/112/EC, Art. 132 (1) (c)"},
	{"VATEX-EU-132-1F", "Exempt: services of a group of persons to its members", "Steuerfrei: Leistung eines Zusammenschlusses an seine Mitglieder", "Directive 2006/112/EC, Art. 132 (1) (f)"},
	{"VATEX-EU-132-1G", "Exempt: welfare and social security work", "Steuerfrei: Leistung der Sozialfürsorge", "Directive 2006/112/EC, Art. 132 (1) (g)"},
	{"VATEX-EU-132-1I", "Exempt: education and vocational training", "Steuerfrei: Unterricht und Berufsausbildung", "Directive 2006/112/EC, Art. 132 (1) (i)"},
	{"VATEX-EU-132-1N", "Exempt: cultural services", "Steuerfrei: kulturelle Dienstleistung", "Directive 2006/112/EC, Art. 132 (1) (n)"},
	{"VATEX-EU-132-1Q", "Exempt: non-commercial activities of public radio and television", "Steuerfrei: nichtgewerbliche Tätigkeit öffentlicher Rundfunkanstalten", "Directive 2006/112/EC, Art. 132 (1) (q)"},
	{"VATEX-EU-143", "Exempt: importation", "Steuerfrei: Einfuhr", "Directive 2006/112/EC, Art. 143"},
	{"VATEX-EU-148", "Exempt: supply for ships and aircraft", "Steuerfrei: Umsatz für die Seeschifffahrt und die Luftfahrt", "Directive 2006/112/EC, Art. 148"},
	{"VATEX-EU-151", "Exempt: supply to diplomatic missions, international bodies or armed forces", "Steuerfrei: Leistung an diplomatische Missionen, internationale Einrichtungen oder Streitkräfte", "Directive 2006/112/EC, Art. 151"},
}

// Exemptions lists the provisions that Supply.Exemption may name.
func Exemptions() []Exemption { return slices.Clone(exemptions) }

func exemption(code string) (Exemption, bool) {
	i := slices.IndexFunc(exemptions, func(e Exemption) bool { return e.Code == code })
	if i < 0 {
		return Exemption{}, false
	}
	return exemptions[i], true
}
