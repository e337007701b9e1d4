package etom

import "slices"

// Party is one end of an arrow in the process flows of section 4: a level-2 process of Customer Relationship Management,
// or somebody outside it. It is stored and compared as its text; a text that is none of the parties has no Kind.
type Party string

// The parties of the flows.
const (
	Customer                       Party = "Customer"
	SupportReadiness               Party = "SupportReadiness"
	CustomerInterface              Party = "CustomerInterface"
	MarketingFulfillment           Party = "MarketingFulfillment"
	Selling                        Party = "Selling"
	OrderHandling                  Party = "OrderHandling"
	ProblemHandling                Party = "ProblemHandling"
	CustomerQoSSLA                 Party = "CustomerQoSSLA"
	BillingCollections             Party = "BillingCollections"
	RetentionLoyalty               Party = "RetentionLoyalty"
	ServiceConfigurationActivation Party = "ServiceConfigurationActivation"
	ServiceQualityManagement       Party = "ServiceQualityManagement"
	ServiceProblemManagement       Party = "ServiceProblemManagement"
	ServiceRating                  Party = "ServiceRating"
)

// PartyKind tells on which side of Customer Relationship Management's border a party stands.
type PartyKind string

// The two kinds of party.
const (
	KindCRM     PartyKind = "crm"     // a level-2 process of Customer Relationship Management
	KindOutside PartyKind = "outside" // the customer, or a process of Service Management & Operations
)

type partyRow struct {
	party   Party
	section ProcessID // of a process of ours; it has the names then
	name    string
	de      string
}

var parties = []partyRow{
	{party: Customer, name: "Customer", de: "Kunde"},
	{party: SupportReadiness, section: "3.1"},
	{party: CustomerInterface, section: "3.2"},
	{party: MarketingFulfillment, section: "3.3"},
	{party: Selling, section: "3.4"},
	{party: OrderHandling, section: "3.5"},
	{party: ProblemHandling, section: "3.6"},
	{party: CustomerQoSSLA, section: "3.7"},
	{party: BillingCollections, section: "3.8"},
	{party: RetentionLoyalty, section: "3.9"},
	{party: ServiceConfigurationActivation, name: "Service Configuration & Activation"},
	{party: ServiceQualityManagement, name: "Service Quality Management"},
	{party: ServiceProblemManagement, name: "Service Problem Management"},
	{party: ServiceRating, name: "Service & Specific Instance Rating"},
}

// Parties returns all parties: the customer, our processes in the order of the paper, the processes of Service
// Management & Operations.
func Parties() []Party {
	all := make([]Party, len(parties))
	for i, row := range parties {
		all[i] = row.party
	}
	return all
}

// PartyOf returns the party that a level-2 process is, or that a level-3 process belongs to. Other processes are none.
func PartyOf(id ProcessID) (Party, bool) {
	p, _ := Lookup(id)
	if p.Level == 3 {
		id = p.Parent
	}
	i := slices.IndexFunc(parties, func(row partyRow) bool { return row.section != "" && row.section == id })
	if i < 0 {
		return "", false
	}
	return parties[i].party, true
}

// Kind is empty for a text that is none of the parties.
func (p Party) Kind() PartyKind {
	row, ok := p.row()
	switch {
	case !ok:
		return ""
	case row.section != "":
		return KindCRM
	}
	return KindOutside
}

// Section is the number of the level-2 process, such as "3.5"; empty outside Customer Relationship Management.
func (p Party) Section() string {
	row, _ := p.row()
	return string(row.section)
}

// Name is the English name as the standard spells it, such as "Customer Interface Management".
func (p Party) Name() string {
	row, _ := p.row()
	if row.section == "" {
		return row.name
	}
	process, _ := Lookup(row.section)
	return process.Name
}

// De is what the German text of the flows calls the party: "Kunde", and else the English name, which the text keeps. The
// translation of a process's name is in Process.De.
func (p Party) De() string {
	if row, _ := p.row(); row.de != "" {
		return row.de
	}
	return p.Name()
}

// In is the party's name in a language: De for "de", Name for any other.
func (p Party) In(lang string) string {
	if lang == "de" {
		return p.De()
	}
	return p.Name()
}

func (p Party) row() (partyRow, bool) {
	i := slices.IndexFunc(parties, func(row partyRow) bool { return row.party == p })
	if i < 0 {
		return partyRow{}, false
	}
	return parties[i], true
}
