package tax_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/fault"
)

// The parties of the tests.
var (
	german   = tax.Party{Country: "DE", TaxID: "DE136695976", Business: true}
	austrian = tax.Party{Country: "AT", TaxID: "ATU13585627", Business: true}
	swiss    = tax.Party{Country: "CH", TaxID: "CHE107787577MWST", Business: true}
	american = tax.Party{Country: "US", TaxID: "12-3456789", Business: true}
	reseller = tax.Party{Country: "DE", TaxID: "DE143454214", Business: true, Reseller: true}
)

func consumer(country string) tax.Party { return tax.Party{Country: country} }

func in(p tax.Party, region string) tax.Party {
	p.Region = region
	return p
}

func small(p tax.Party) tax.Party {
	p.SmallBusiness = true
	return p
}

func below(p tax.Party) tax.Party {
	p.HomeRates = true
	return p
}

func identified(country, id string) tax.Party {
	return tax.Party{Country: country, TaxID: id, Business: true}
}

func on(s tax.Supply, date string) tax.Supply {
	s.On = calendar.MustParse(date)
	return s
}

func supply(seller, buyer tax.Party, k tax.Kind) tax.Supply {
	return tax.Supply{Seller: seller, Buyer: buyer, Class: tax.Standard, Kind: k, On: day}
}

func of(c tax.Class, s tax.Supply) tax.Supply {
	s.Class = c
	return s
}

func exempt(code string, s tax.Supply) tax.Supply {
	s.Class, s.Exemption = tax.Exempt, code
	return s
}

func reverse(s tax.Supply) tax.Supply {
	s.Reverse = "§ 13b Abs. 2 Nr. 10 UStG"
	return s
}

// decisions: sources are named in the rules themselves; the wanted treatment is category, rate, country, code and rule.
var decisions = map[string]struct {
	supply tax.Supply
	want   string
}{
	"a German business at home":                                       {supply(german, german, tax.Telecommunication), "S 19% DE  home"},
	"a German consumer at home":                                       {supply(german, consumer("DE"), tax.Services), "S 19% DE  home"},
	"at home in the half-year with 16 %":                              {on(supply(german, german, tax.Services), "2020-07-01"), "S 16% DE  home"},
	"at home on the day after it":                                     {on(supply(german, german, tax.Services), "2021-01-01"), "S 19% DE  home"},
	"the reduced rate":                                                {of(tax.Reduced, supply(german, german, tax.Goods)), "S 7% DE  home"},
	"at home at 0 %":                                                  {of(tax.Zero, supply(german, german, tax.Goods)), "Z 0% DE  home"},
	"Swiss at home":                                                   {supply(swiss, consumer("CH"), tax.Telecommunication), "S 8.1% CH  home"},
	"British at home":                                                 {supply(consumer("GB"), consumer("GB"), tax.Services), "S 20% GB  home"},
	"Northern Irish at home":                                          {supply(consumer("XI"), consumer("XI"), tax.Goods), "S 20% GB  home"},
	"to Bavaria, which is taxed as Germany is":                        {supply(german, in(consumer("DE"), "DE-BY"), tax.Services), "S 19% DE  home"},
	"Austrian to Jungholz":                                            {supply(austrian, in(consumer("AT"), "AT-6691"), tax.Goods), "S 20% AT  home"},
	"damages are no supply":                                           {of(tax.OutOfScope, supply(german, american, tax.Services)), "O 0%  VATEX-EU-O outOfScope"},
	"a small enterprise at home":                                      {supply(small(german), german, tax.Services), "E 0%   smallBusiness"},
	"training, exempt":                                                {exempt("VATEX-EU-132-1I", supply(german, german, tax.Services)), "E 0%  VATEX-EU-132-1I exempt"},
	"minutes for a German reseller":                                   {supply(german, reseller, tax.Telecommunication), "AE 0%  VATEX-EU-AE resale"},
	"minutes for a German reseller before 2021":                       {on(supply(german, reseller, tax.Telecommunication), "2020-12-31"), "S 16% DE  home"},
	"a reseller buys a service":                                       {supply(german, reseller, tax.Services), "S 19% DE  home"},
	"mobile phones by the provision that the seller names":            {reverse(supply(german, german, tax.Goods)), "AE 0%  VATEX-EU-AE reverse"},
	"a service to an Austrian business":                               {supply(german, austrian, tax.Services), "AE 0%  VATEX-EU-AE businessInUnion"},
	"telecommunication to an Austrian business":                       {supply(german, austrian, tax.Telecommunication), "AE 0%  VATEX-EU-AE businessInUnion"},
	"goods to an Austrian business":                                   {supply(german, austrian, tax.Goods), "K 0%  VATEX-EU-IC intraCommunity"},
	"goods to a Greek business, whose id begins with EL":              {supply(german, identified("GR", "EL094259216"), tax.Goods), "K 0%  VATEX-EU-IC intraCommunity"},
	"goods to Northern Ireland":                                       {supply(german, identified("XI", "XI980780684"), tax.Goods), "K 0%  VATEX-EU-IC intraCommunity"},
	"a service to Northern Ireland":                                   {supply(german, identified("XI", "XI980780684"), tax.Services), "O 0%  VATEX-EU-O businessOutside"},
	"goods to Great Britain while it was a member":                    {on(supply(german, identified("GB", "GB980780684"), tax.Goods), "2020-12-31"), "K 0%  VATEX-EU-IC intraCommunity"},
	"goods to Great Britain since":                                    {on(supply(german, identified("GB", "GB980780684"), tax.Goods), "2021-01-01"), "G 0%  VATEX-EU-G export"},
	"goods to a Croatian business before Croatia was a member":        {on(supply(german, identified("HR", "HR33392005961"), tax.Goods), "2013-06-30"), "G 0%  VATEX-EU-G export"},
	"goods to an Austrian business with a German id":                  {supply(german, identified("AT", "DE143454214"), tax.Goods), "S 19% DE  businessGoods"},
	"goods to an Austrian business without an id":                     {supply(german, tax.Party{Country: "AT", Business: true}, tax.Goods), "S 19% DE  businessGoods"},
	"a service to an Austrian business without an id":                 {supply(german, tax.Party{Country: "AT", Business: true}, tax.Services), "S 19% DE  consumer"},
	"telecommunication to an Austrian business without an id":         {supply(german, tax.Party{Country: "AT", Business: true}, tax.Telecommunication), "S 20% AT  consumerInUnion"},
	"goods to Switzerland":                                            {supply(german, swiss, tax.Goods), "G 0%  VATEX-EU-G export"},
	"goods to a Swiss consumer":                                       {supply(german, consumer("CH"), tax.Goods), "G 0%  VATEX-EU-G export"},
	"goods to the Canary Islands":                                     {supply(german, in(consumer("ES"), "ES-CN"), tax.Goods), "G 0%  VATEX-EU-G export"},
	"goods to Monaco, which is treated as France is":                  {supply(german, identified("MC", "FR40303265045"), tax.Goods), "K 0%  VATEX-EU-IC intraCommunity"},
	"a French operator's consumer in Monaco":                          {supply(identified("FR", "FR40303265045"), consumer("MC"), tax.Telecommunication), "S 20% FR  home"},
	"goods to the Isle of Man":                                        {supply(german, consumer("IM"), tax.Goods), "G 0%  VATEX-EU-G export"},
	"goods to Åland by its own country code":                          {supply(german, consumer("AX"), tax.Goods), "G 0%  VATEX-EU-G export"},
	"goods to Heligoland":                                             {supply(german, in(consumer("DE"), "DE-27498"), tax.Goods), "G 0%  VATEX-EU-G export"},
	"a service to an American business, whose id has no form we know": {supply(german, american, tax.Services), "O 0%  VATEX-EU-O businessOutside"},
	"telecommunication to a Swiss business":                           {supply(german, swiss, tax.Telecommunication), "O 0%  VATEX-EU-O businessOutside"},
	"telecommunication to a Swiss consumer":                           {supply(german, consumer("CH"), tax.Telecommunication), "O 0%  VATEX-EU-O consumerOutside"},
	"telecommunication to a French consumer":                          {supply(german, consumer("FR"), tax.Telecommunication), "S 20% FR  consumerInUnion"},
	"telecommunication to a French consumer on the last day of 2014":  {on(supply(german, consumer("FR"), tax.Telecommunication), "2014-12-31"), "S 19% DE  consumerBefore"},
	"telecommunication to a French consumer on the first day of 2015": {on(supply(german, consumer("FR"), tax.Telecommunication), "2015-01-01"), "S 20% FR  consumerInUnion"},
	"telecommunication to Estonia, where the rate changed in July":    {on(supply(german, consumer("EE"), tax.Telecommunication), "2025-07-01"), "S 24% EE  consumerInUnion"},
	"below the threshold":                                             {supply(below(german), consumer("FR"), tax.Telecommunication), "S 19% DE  consumerBelowThreshold"},
	"below the threshold before there was one":                        {on(supply(below(german), consumer("FR"), tax.Telecommunication), "2018-12-31"), "S 20% FR  consumerInUnion"},
	"goods to a French consumer":                                      {supply(german, consumer("FR"), tax.Goods), "S 20% FR  consumerInUnion"},
	"goods to a French consumer from a seller below the threshold":    {supply(below(german), consumer("FR"), tax.Goods), "S 19% DE  consumerBelowThreshold"},
	"an installation for a French consumer":                           {supply(german, consumer("FR"), tax.Services), "S 19% DE  consumer"},
	"telecommunication to Mittelberg":                                 {supply(german, in(consumer("AT"), "AT-6991"), tax.Telecommunication), "S 19% AT-6991  consumerInUnion"},
	"a French reseller abroad is a business like others":              {supply(german, tax.Party{Country: "FR", TaxID: "FR40303265045", Business: true, Reseller: true}, tax.Telecommunication), "AE 0%  VATEX-EU-AE businessInUnion"},
}

func TestDecide(t *testing.T) {
	t.Parallel()
	for name, c := range decisions {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tax.Decide(tax.EU(), c.supply)
			require.NoError(t, err)
			assert.Equal(t, c.want, strings.Join([]string{string(got.Category), got.Rate.String(), got.Country}, " ")+" "+got.Code+" "+got.Rule)
			assert.NotEmpty(t, got.Source)
			var check fault.Check
			got.Check(&check, "treatment")
			assert.Empty(t, check.Fields(), "what is decided can be totalled")
		})
	}
}

// TestDecide_EveryRule: no rule is there that no decision above uses, and each that charges nothing gives its reason in both languages.
func TestDecide_EveryRule(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, c := range decisions {
		got, err := tax.Decide(tax.EU(), c.supply)
		require.NoError(t, err)
		used[got.Rule] = true
		if got.Category != tax.StandardRate {
			assert.NotEmpty(t, got.Reason, got.Rule)
			assert.NotEmpty(t, got.De, got.Rule)
		}
	}
	for _, r := range tax.Rules() {
		assert.True(t, used[r.Code], r.Code)
		assert.NotEmpty(t, r.Name)
		assert.NotEmpty(t, r.De)
	}
	assert.Len(t, used, len(tax.Rules()))
}

// TestDecide_Unanswered: where the tables do not know, the answer is an error, never a guess.
func TestDecide_Unanswered(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		supply tax.Supply
		wrong  string
	}{
		"a Swiss seller abroad":                                        {supply(swiss, german, tax.Services), "seller.country"},
		"exempt abroad":                                                {exempt("VATEX-EU-132-1I", supply(german, austrian, tax.Services)), "seller.country"},
		"exempt at home outside the Union":                             {exempt("VATEX-EU-132-1I", supply(swiss, swiss, tax.Services)), "seller.country"},
		"a small enterprise at home outside the Union":                 {supply(small(swiss), swiss, tax.Services), "seller.country"},
		"the customer owes the tax at home outside the Union":          {reverse(supply(swiss, swiss, tax.Telecommunication)), "seller.country"},
		"a small enterprise abroad":                                    {supply(small(german), austrian, tax.Goods), "seller.country"},
		"an installation for a Swiss consumer":                         {supply(german, consumer("CH"), tax.Services), "seller.country"},
		"goods to a consumer before July 2021":                         {on(supply(german, consumer("FR"), tax.Goods), "2021-06-30"), "seller.country"},
		"a seller in the Canary Islands":                               {supply(in(consumer("ES"), "ES-CN"), consumer("ES"), tax.Services), "seller.country"},
		"the Azores, whose rate is not in the table":                   {supply(german, in(consumer("PT"), "PT-20"), tax.Telecommunication), "PT-20.standard"},
		"a rate of 0 % in another country":                             {of(tax.Zero, supply(german, consumer("FR"), tax.Telecommunication)), "FR.zero"},
		"a class that the country does not have":                       {of(tax.Parking, supply(german, german, tax.Goods)), "DE.parking"},
		"before the tax was there":                                     {on(supply(german, german, tax.Goods), "1967-12-31"), "DE.standard"},
		"a country whose rates are not in the table":                   {supply(american, american, tax.Goods), "US.standard"},
		"a reduced rate of a consumer's country that it does not have": {of(tax.Reduced, supply(german, consumer("DK"), tax.Telecommunication)), "DK.reduced"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tax.Decide(tax.EU(), c.supply)
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, []string{c.wrong}, etomtest.Paths(err))
		})
	}
}

func TestDecide_Invalid(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		supply tax.Supply
		wrong  []string
	}{
		"nothing at all":                        {tax.Supply{}, []string{"kind", "class", "on", "seller.country", "buyer.country"}},
		"Greece by the Union's own code":        {supply(german, consumer("EL"), tax.Services), []string{"buyer.country"}},
		"the United Kingdom by the Union's own": {supply(german, consumer("UK"), tax.Services), []string{"buyer.country"}},
		"a country in small letters":            {supply(german, consumer("at"), tax.Services), []string{"buyer.country"}},
		"a VAT id with a wrong digit":           {supply(german, identified("AT", "ATU13585628"), tax.Services), []string{"buyer.taxId"}},
		"no VAT id of the Union":                {supply(german, identified("AT", "123"), tax.Services), []string{"buyer.taxId"}},
		"a region without its country":          {supply(german, in(consumer("DE"), "BY"), tax.Services), []string{"buyer.region"}},
		"a region elsewhere":                    {supply(german, in(consumer("DE"), "ES-CN"), tax.Services), []string{"buyer.region"}},
		"exempt without a provision":            {of(tax.Exempt, supply(german, german, tax.Services)), []string{"exemption"}},
		"a provision, but not exempt":           {of(tax.Standard, exempt("VATEX-EU-132-1I", supply(german, german, tax.Services))), []string{"exemption"}},
		"a consumer cannot owe the tax":         {reverse(supply(german, consumer("DE"), tax.Goods)), []string{"reverse"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tax.Decide(tax.EU(), c.supply)
			require.ErrorIs(t, err, fault.ErrInvalid)
			assert.Equal(t, c.wrong, etomtest.Paths(err))
		})
	}
}

// TestRules_Golden prints the decision and the exemptions, for people to check.
func TestRules_Golden(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i, r := range tax.Rules() {
		if i > 0 {
			b.WriteString("else ")
		}
		b.WriteString(r.Code + ": " + r.Name + "\n")
	}
	b.WriteString("else nothing is decided\n\n")
	for _, e := range tax.Exemptions() {
		b.WriteString(e.Code + ": " + e.Reason + " / " + e.De + " (" + e.Source + ")\n")
	}
	b.WriteString("\n")
	for _, r := range tax.Territories() {
		b.WriteString(r.Region + ": " + r.Name)
		if r.Outside {
			b.WriteString(", outside")
		}
		b.WriteString("\n")
	}
	etomtest.Golden(t, "rules.txt", b.String())
}

func TestIsMember(t *testing.T) {
	t.Parallel()
	members := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if tax.IsMember(string(a)+string(b), day) {
				members++
			}
		}
	}
	assert.Equal(t, 27, members)
	assert.True(t, tax.IsMember("GB", calendar.MustParse("2020-12-31")))
	assert.False(t, tax.IsMember("GB", calendar.MustParse("2021-01-01")))
	assert.False(t, tax.IsMember("HR", calendar.MustParse("2013-06-30")))
	assert.True(t, tax.IsMember("HR", calendar.MustParse("2013-07-01")))
}
