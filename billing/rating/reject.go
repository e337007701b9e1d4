package rating

// The codes of rejected records. They are public and stable.
const (
	RejectID        = "RATING-ID"        // no id
	RejectDuplicate = "RATING-DUPLICATE" // the id is there already
	RejectProduct   = "RATING-PRODUCT"   // a product that the request does not rate
	RejectTime      = "RATING-TIME"      // no time, or one that cannot be
	RejectNegative  = "RATING-NEGATIVE"  // a negative duration, quantity or value
	RejectRange     = "RATING-RANGE"     // too much to be true
	RejectValidity  = "RATING-VALIDITY"  // no version of the tariff is valid
	RejectKind      = "RATING-KIND"      // a kind of usage without a price
	RejectZone      = "RATING-ZONE"      // a number in no zone
	RejectPrice     = "RATING-PRICE"     // no price for this zone and band
	RejectMeasure   = "RATING-MEASURE"   // not measured as the price asks
	RejectUnit      = "RATING-UNIT"      // measured in another unit
	RejectCurrency  = "RATING-CURRENCY"  // a value in another currency
)

// rejection is a row of the table: what is wrong with the record and what to do.
type rejection struct{ code, text, de string }

var (
	noID        = &rejection{RejectID, "the record has no id; give it one, so that it is billed once", "Der Datensatz hat keine Kennung; mit einer wird er genau einmal abgerechnet."}
	duplicate   = &rejection{RejectDuplicate, "a record with this id is rated already; drop it or give it an id of its own", "Ein Datensatz mit dieser Kennung ist schon bewertet; er entfällt oder braucht eine eigene."}
	otherHolder = &rejection{RejectProduct, "the product is not one of those rated; bring the record to the account that has it", "Das Produkt gehört nicht zu den bewerteten; der Datensatz gehört zum Konto, das es hat."}
	noTime      = &rejection{RejectTime, "the time is missing or outside the years 2000 to 2099; correct it", "Die Zeit fehlt oder liegt außerhalb der Jahre 2000 bis 2099; sie ist zu berichtigen."}
	negative    = &rejection{RejectNegative, "a duration, quantity or value is negative; a correction is a re-rating, not negative usage", "Eine Dauer, Menge oder ein Wert ist negativ; berichtigt wird durch Neubewertung, nicht durch negative Nutzung."}
	outOfRange  = &rejection{RejectRange, "more than 366 days or 10^12 units, more than six digits behind the point, or more than a period's sum can hold; correct it or use a larger unit", "Mehr als 366 Tage oder 10^12 Einheiten, mehr als sechs Nachkommastellen oder mehr, als eine Periode fasst; zu berichtigen, oder in größerer Einheit zu messen."}
	gap         = &rejection{RejectValidity, "no version of the tariff is valid at the record's beginning; add one, then rate again", "Zu Beginn des Datensatzes gilt keine Fassung des Tarifs; nach ihrer Ergänzung wird neu bewertet."}
	noKind      = &rejection{RejectKind, "the tariff has no price for this kind of usage; add one (of 0 if it is free), then rate again", "Der Tarif hat keinen Preis für diese Art der Nutzung; nach seiner Ergänzung (0, wenn sie frei ist) wird neu bewertet."}
	noZone      = &rejection{RejectZone, "the number lies in no zone of the plan; add its prefix or correct it, then rate again", "Die Rufnummer liegt in keiner Zone; nach Ergänzung der Vorwahl oder Berichtigung wird neu bewertet."}
	noPrice     = &rejection{RejectPrice, "the tariff has no price for this zone at this time; add one, then rate again", "Der Tarif hat für diese Zone zu dieser Zeit keinen Preis; nach seiner Ergänzung wird neu bewertet."}
	notMeasured = &rejection{RejectMeasure, "the record has a duration, quantity or value that its price does not measure; correct the record or the price", "Der Datensatz hat eine Dauer, Menge oder einen Wert, den sein Preis nicht misst; Datensatz oder Preis ist zu berichtigen."}
	otherUnit   = &rejection{RejectUnit, "the quantity is not in the unit of its price; convert it, then rate again", "Die Menge ist nicht in der Einheit des Preises; umgerechnet wird neu bewertet."}
	otherMoney  = &rejection{RejectCurrency, "the value is not in the tariff's currency; convert it, then rate again", "Der Wert ist nicht in der Währung des Tarifs; umgerechnet wird neu bewertet."}
)
