package contact

import (
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom"
)

// Kind is what a customer wants by making contact.
type Kind string

// The kinds of contact. What each means and who does it stands in Routes.
const (
	Enquiry        Kind = "enquiry"
	Needs          Kind = "needs"
	PurchaseOrder  Kind = "purchaseOrder"
	Refusal        Kind = "refusal"
	CounterOffer   Kind = "counterOffer"
	StatusInquiry  Kind = "statusInquiry"
	Satisfaction   Kind = "satisfaction"
	ProblemReport  Kind = "problemReport"
	Confirmation   Kind = "confirmation"
	QualityInquiry Kind = "qualityInquiry"
	BillInquiry    Kind = "billInquiry"
	Complaint      Kind = "complaint"
	Amendment      Kind = "amendment"
	Cancellation   Kind = "cancellation"
	TestResult     Kind = "testResult"
	Termination    Kind = "termination"
	DataChange     Kind = "dataChange"
	Question       Kind = "question"
	Other          Kind = "other"
)

// ReceivedEvent is the type of the event that a contact of the kind has come in: contact.enquiry.received.
func (k Kind) ReceivedEvent() string { return "contact." + string(k) + ".received" }

// RoutedEvent is the type of the event that it has been routed: contact.enquiry.routed.
func (k Kind) RoutedEvent() string { return "contact." + string(k) + ".routed" }

// RouteRow is one row of the routing table (3.2.2). It is a value.
type RouteRow struct {
	Kind   Kind
	To     etom.Party    // the process that does it
	Within time.Duration // by when it should be completed, from its receipt; the figures are ours
	What   string        // what the customer wants
	De     string        // the same in German
	Self   bool          // Customer Interface Management answers it itself, if it can
}

// In is what the customer wants in a language: De for "de", else What.
func (r RouteRow) In(lang string) string {
	if lang == German {
		return r.De
	}
	return r.What
}

const (
	hour = time.Hour
	day  = 24 * hour
)

var routes = []RouteRow{
	{Enquiry, etom.Selling, 2 * day, "wants to buy, or to know what there is to buy", "will kaufen oder wissen, was es zu kaufen gibt", false},
	{Needs, etom.Selling, 2 * day, "says what is needed", "nennt den Bedarf", false},
	{PurchaseOrder, etom.Selling, 1 * day, "accepts a proposal and orders", "nimmt einen Vorschlag an und bestellt", false},
	{Refusal, etom.Selling, 5 * day, "does not want what was proposed", "lehnt einen Vorschlag ab", false},
	{CounterOffer, etom.Selling, 2 * day, "wants other conditions than were proposed", "wünscht andere Konditionen als vorgeschlagen", false},
	{StatusInquiry, etom.CustomerInterface, 4 * hour, "asks how far something is", "fragt nach dem Stand", true},
	{Satisfaction, etom.OrderHandling, 5 * day, "says how content they are with what was delivered", "sagt, wie zufrieden er mit der Lieferung ist", false},
	{ProblemReport, etom.ProblemHandling, 4 * hour, "reports a problem", "meldet ein Problem", false},
	{Confirmation, etom.ProblemHandling, 1 * day, "says whether a problem is solved", "sagt, ob ein Problem gelöst ist", false},
	{QualityInquiry, etom.CustomerQoSSLA, 2 * day, "asks for the quality delivered", "fragt nach der gelieferten Qualität", false},
	{BillInquiry, etom.BillingCollections, 5 * day, "asks about a bill, or disputes it", "fragt nach einer Rechnung oder beanstandet sie", false},
	{Complaint, etom.ProblemHandling, 2 * day, "complains", "beschwert sich", false},
	{Amendment, etom.OrderHandling, 1 * day, "wants an order changed", "will einen Auftrag ändern", false},
	{Cancellation, etom.OrderHandling, 1 * day, "wants an order cancelled", "will einen Auftrag stornieren", false},
	{TestResult, etom.OrderHandling, 1 * day, "has tested what was delivered", "hat die Lieferung getestet", false},
	{Termination, etom.RetentionLoyalty, 5 * day, "wants to end the contract", "will den Vertrag beenden", false},
	{DataChange, etom.RetentionLoyalty, 2 * day, "has a new address, bank account or setting", "hat eine neue Adresse, Bankverbindung oder Einstellung", false},
	{Question, etom.CustomerInterface, 1 * day, "asks something that many ask", "stellt eine häufige Frage", true},
	{Other, etom.CustomerInterface, 1 * day, "wants something that was not recognised: an agent classifies it", "will etwas, das nicht erkannt wurde: ein Mitarbeiter ordnet es ein", false},
}

// Routes is the routing table: what kinds of contact there are, and which process does what they ask for. A complaint goes
// where TMF621 keeps it, as a ticket; the end of a contract to 3.9.1, a change of data to 3.9.1 and 3.9.4.
func Routes() []RouteRow { return slices.Clone(routes) }

// RouteOf is the row of a kind; false if there is no such kind.
func RouteOf(k Kind) (RouteRow, bool) {
	i := slices.IndexFunc(routes, func(r RouteRow) bool { return r.Kind == k })
	if i < 0 {
		return RouteRow{}, false
	}
	return routes[i], true
}
