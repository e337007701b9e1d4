package tax

import "github.com/etomcrm/etomcrm/etom/calendar"

// Rule is one row of the decision. It is immutable.
type Rule struct {
	Code string `json:"code"` // as Treatment.Rule has it
	Name string `json:"name"` // when it fits
	De   string `json:"de"`
}

// Rules lists the rows of the decision in the order in which Decide asks them: the first that fits decides.
func Rules() []Rule {
	all := make([]Rule, len(rules))
	for i := range rules {
		all[i] = rules[i].Rule
	}
	return all
}

// rule is a Rule and what it does.
type rule struct {
	Rule
	fits  func(s *Supply) bool
	treat func(t Table, s *Supply) (Treatment, error)
}

// none charges no tax.
func none(c Category, why reason) func(Table, *Supply) (Treatment, error) {
	return func(Table, *Supply) (Treatment, error) { return uncharged(c, why), nil }
}

// atSeller charges the rate of the seller's country, atBuyer that of the buyer's.
func atSeller(source string) func(Table, *Supply) (Treatment, error) {
	return func(t Table, s *Supply) (Treatment, error) { return charged(t, s, s.Seller.taxCountry(), source) }
}

func atBuyer(source string) func(Table, *Supply) (Treatment, error) {
	return func(t Table, s *Supply) (Treatment, error) { return charged(t, s, s.Buyer.taxCountry(), source) }
}

// owed and elsewhere are the reasons that several rules have, each with its own source.
func owed(source string) reason {
	return reason{"VATEX-EU-AE", "Reverse charge: the customer owes the VAT", "Steuerschuldnerschaft des Leistungsempfängers", source}
}

func elsewhere(source string) reason {
	return reason{"VATEX-EU-O", "Not subject to VAT: supplied at the customer's place", "Nicht steuerbar: Leistungsort beim Kunden", source}
}

// The days from which rules apply.
var (
	customersPlace = calendar.MustParse("2015-01-01") // Directive 2008/8/EC, Art. 5
	threshold      = calendar.MustParse("2019-01-01") // Directive (EU) 2017/2455, Art. 1
	resale         = calendar.MustParse("2021-01-01") // Jahressteuergesetz 2020
	distanceSales  = calendar.MustParse("2021-07-01") // Directive (EU) 2017/2455, Art. 2; Decision (EU) 2020/1109
)

func (s *Supply) since(day calendar.Date) bool { return !s.On.Before(day) }

func (s *Supply) sellerIn() bool { return s.Seller.inUnion(s.Kind, s.On) }
func (s *Supply) buyerIn() bool  { return s.Buyer.inUnion(s.Kind, s.On) }

// home reports whether both parties are under one country's tax.
func (s *Supply) home() bool {
	return s.Seller.Country == s.Buyer.Country && !s.Seller.outside() && !s.Buyer.outside()
}

// abroad reports whether a seller in the Union supplies to elsewhere what is neither exempt nor a small enterprise's: whether those are
// the seller's exemptions or the customer's, no rule here knows.
func (s *Supply) abroad() bool {
	return s.sellerIn() && !s.home() && s.Class != Exempt && !s.Seller.SmallBusiness
}

// toBusiness reports whether the buyer counts as a business: in the Union only with a VAT id (Regulation (EU) 282/2011, Art. 18).
func (s *Supply) toBusiness() bool {
	return s.Buyer.Business && (s.Buyer.TaxID != "" || !s.buyerIn())
}

// rules are walked from the top. Behind the home rules those for businesses stand before those for all other buyers. What is not here
// is not decided: a seller outside the Union who supplies abroad, or is a small enterprise there, or whose customer at home owes the tax
// there; exempt supplies abroad, services other than telecommunication to consumers outside the Union (some are taxed here, some there:
// Art. 45, 59), goods to consumers in other member states before July 2021 (each state had a threshold of its own).
var rules = []rule{
	{Rule{"outOfScope", "no supply for consideration", "kein Leistungsaustausch"},
		func(s *Supply) bool { return s.Class == OutOfScope },
		none(NotSubject, reason{"VATEX-EU-O", "Not subject to VAT", "Nicht steuerbar", "Directive 2006/112/EC, Art. 2"})},
	{Rule{"smallBusiness", "at home, the seller is a small enterprise", "im Inland, der Verkäufer ist Kleinunternehmer"},
		func(s *Supply) bool { return s.Seller.SmallBusiness && s.home() && s.sellerIn() },
		none(ExemptFromTax, reason{"", "Exempt: small enterprise", "Steuerfrei: Kleinunternehmer", "Directive 2006/112/EC, Art. 284; § 19 UStG"})},
	{Rule{"exempt", "at home, exempt by a provision", "im Inland, steuerfrei"},
		func(s *Supply) bool { return s.Class == Exempt && s.home() && s.sellerIn() },
		func(_ Table, s *Supply) (Treatment, error) {
			e, _ := exemption(s.Exemption)
			return uncharged(ExemptFromTax, reason{e.Code, e.Reason, e.De, e.Source}), nil
		}},
	{Rule{"resale", "at home in Germany since 2021, telecommunication to a reseller", "im Inland (DE) seit 2021, Telekommunikation an einen Wiederverkäufer"},
		func(s *Supply) bool {
			return s.Kind == Telecommunication && s.home() && s.Seller.Country == "DE" && s.Buyer.Reseller && s.toBusiness() && s.since(resale)
		},
		none(ReverseCharge, owed("§ 13b Abs. 2 Nr. 12, Abs. 5 Satz 6 UStG; Directive 2006/112/EC, Art. 199a (1) (g)"))},
	{Rule{"reverse", "at home, the customer owes the tax by a provision that the supply names", "im Inland, der Kunde schuldet die Steuer nach der genannten Vorschrift"},
		func(s *Supply) bool { return s.Reverse != "" && s.home() && s.sellerIn() && s.toBusiness() },
		func(_ Table, s *Supply) (Treatment, error) {
			return uncharged(ReverseCharge, owed(s.Reverse)), nil
		}},
	{Rule{"home", "at home", "im Inland"},
		func(s *Supply) bool {
			return s.home() && s.Class != Exempt && !s.Seller.SmallBusiness && s.Reverse == "" // left over of these are the ones outside the Union
		},
		atSeller("")},

	{Rule{"intraCommunity", "goods to a business with a VAT id of another member state", "Ware an ein Unternehmen mit USt-IdNr. eines anderen Mitgliedstaats"},
		func(s *Supply) bool {
			return s.Kind == Goods && s.abroad() && s.buyerIn() && s.toBusiness() && prefixCountry(s.Buyer.TaxID) != s.Seller.Country
		},
		none(IntraCommunity, reason{"VATEX-EU-IC", "Exempt intra-Community supply", "Steuerfreie innergemeinschaftliche Lieferung", "Directive 2006/112/EC, Art. 138; § 4 Nr. 1 Buchst. b, § 6a UStG"})},
	{Rule{"export", "goods to outside the Union", "Ware in ein Drittland"},
		func(s *Supply) bool { return s.Kind == Goods && s.abroad() && !s.buyerIn() },
		none(Export, reason{"VATEX-EU-G", "Exempt export supply", "Steuerfreie Ausfuhrlieferung", "Directive 2006/112/EC, Art. 146; § 4 Nr. 1 Buchst. a, § 6 UStG"})},
	{Rule{"businessInUnion", "services to a business with a VAT id in another member state", "Dienstleistung an ein Unternehmen mit USt-IdNr. in einem anderen Mitgliedstaat"},
		func(s *Supply) bool { return s.Kind != Goods && s.abroad() && s.buyerIn() && s.toBusiness() },
		none(ReverseCharge, owed("Directive 2006/112/EC, Art. 44, 196; § 3a Abs. 2 UStG"))},
	{Rule{"businessOutside", "services to a business outside the Union", "Dienstleistung an ein Unternehmen im Drittland"},
		func(s *Supply) bool { return s.Kind != Goods && s.abroad() && !s.buyerIn() && s.toBusiness() },
		none(NotSubject, elsewhere("Directive 2006/112/EC, Art. 44; § 3a Abs. 2 UStG"))},
	{Rule{"businessGoods", "goods to a business in another member state that gives no VAT id of another member state: not exempt", "Ware an ein Unternehmen in einem anderen Mitgliedstaat ohne USt-IdNr. eines anderen Mitgliedstaats: nicht steuerfrei"},
		func(s *Supply) bool { return s.Kind == Goods && s.abroad() && s.buyerIn() && s.Buyer.Business },
		atSeller("Directive 2006/112/EC, Art. 32, 138 (1) (b)")},

	{Rule{"consumerOutside", "telecommunication to a consumer outside the Union", "Telekommunikation an einen Verbraucher im Drittland"},
		func(s *Supply) bool { return s.Kind == Telecommunication && s.abroad() && !s.buyerIn() },
		none(NotSubject, elsewhere("Directive 2006/112/EC, Art. 58, 59; § 3a Abs. 4, 5 UStG"))},
	{Rule{"consumerBelowThreshold", "telecommunication since 2019, or goods since July 2021, to a consumer in another member state, the seller below the threshold of 10,000 EUR", "Telekommunikation seit 2019 oder Ware seit Juli 2021 an einen Verbraucher in einem anderen Mitgliedstaat, Verkäufer unter der Schwelle von 10.000 EUR"},
		func(s *Supply) bool {
			return s.Seller.HomeRates && s.abroad() && s.buyerIn() && (s.Kind == Telecommunication && s.since(threshold) || s.Kind == Goods && s.since(distanceSales))
		},
		atSeller("Directive 2006/112/EC, Art. 59c")},
	{Rule{"consumerInUnion", "telecommunication since 2015, or goods since July 2021, to a consumer in another member state: taxed at the customer's place", "Telekommunikation seit 2015 oder Ware seit Juli 2021 an einen Verbraucher in einem anderen Mitgliedstaat: Steuer am Ort des Kunden"},
		func(s *Supply) bool {
			return s.abroad() && s.buyerIn() && (s.Kind == Telecommunication && s.since(customersPlace) || s.Kind == Goods && s.since(distanceSales))
		},
		atBuyer("Directive 2006/112/EC, Art. 33, 58")},
	{Rule{"consumerBefore", "telecommunication before 2015 to a consumer in another member state", "Telekommunikation vor 2015 an einen Verbraucher in einem anderen Mitgliedstaat"},
		func(s *Supply) bool {
			return s.Kind == Telecommunication && s.abroad() && s.buyerIn() && !s.since(customersPlace)
		},
		atSeller("Directive 2006/112/EC, Art. 45")},
	{Rule{"consumer", "other services to a consumer in another member state", "andere Dienstleistungen an einen Verbraucher in einem anderen Mitgliedstaat"},
		func(s *Supply) bool { return s.Kind == Services && s.abroad() && s.buyerIn() },
		atSeller("Directive 2006/112/EC, Art. 45; § 3a Abs. 1 UStG")},
}
