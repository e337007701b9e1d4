package crm

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/crm/problem"
	"github.com/etomcrm/etomcrm/crm/retention"
	"github.com/etomcrm/etomcrm/crm/selling"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/work"
	"github.com/etomcrm/etomcrm/ordering"
	"github.com/etomcrm/etomcrm/sla"
)

// EventPersonalDataErased says that what may be erased of a customer has been; its data is an ErasedNotice.
const EventPersonalDataErased = "crm.personalData.erased"

// ErasedNotice names the customer by the id, which names nobody any more.
type ErasedNotice struct {
	Customer string `json:"customer"`
}

// room is a holder of personal data, with what stays of its events.
type room struct {
	prefix string // of the types of its events
	keep   event.Keep
	holder personal.Holder
	needs  needs
}

// needs says what a room needs of a customer who wants to be erased.
type needs struct {
	while bool // what it holds, as long as the relationship goes on: nothing of it is erased then
	who   bool // to know who the customer is, as long as something is open there
}

// rooms are all that hold personal data, but for Customer Information Management, which comes last: as long as business is
// open elsewhere, somebody must know whose it is.
func (c *CRM) rooms() []room {
	var (
		contract = needs{while: true, who: true}
		business = needs{who: true}
		standing = needs{while: true} // a consent, a prospect: it holds for an id
	)
	return []room{
		{"contact.", contact.EventKeep(), c.Contacts, business},
		{"marketing.", marketing.EventKeep(), c.Marketing, needs{}},
		{"selling.", selling.EventKeep(), c.Selling, contract},
		{"ordering.", ordering.EventKeep(), c.Orders, contract},
		{"problem.", problem.EventKeep(), c.Problems, business},
		{"sla.", sla.EventKeep(), c.SLA, contract},
		{"retention.", retention.EventKeep(), c.Retention, standing},
		{"relationship.", event.Keeping("ending", "ground", "instead", "matter", "other"), c.Relationship, standing},
		{"risk.", event.Keeping("assessment", "outcome", "policy", "policyVersion", "fingerprint", "deposit", "move", "for", "band"), c.Risk, contract},
		{"insight.", event.Keeping("month", "kind", "version", "fingerprint", "score", "model"), c.Insight, needs{}},
		{"billing.", billing.EventKeep(), c.Billing, contract},
		{"collection.", collection.EventKeep(), c.Collection, contract},
	}
}

// keepOf says what stays of the data of events of a type. Of those that nobody knows, a host's own, it is ids, codes, states and
// amounts.
func (c *CRM) keepOf() func(typ string) event.Keep {
	rooms := append(c.rooms(), room{prefix: "customer.", keep: customer.EventKeep()}, room{prefix: "crm.", keep: event.Keeping("reaction")})
	none := event.Keeping()
	return func(typ string) event.Keep {
		at := slices.IndexFunc(rooms, func(r room) bool { return strings.HasPrefix(typ, r.prefix) })
		if at < 0 {
			return none
		}
		return rooms[at].keep
	}
}

// PersonalData is all that is stored about a customer (GDPR 15), to be handed over as JSON. It is a value.
type PersonalData struct {
	Customer string          `json:"customer"`
	IDs      []string        `json:"ids"` // all ids of the one identity
	At       time.Time       `json:"at"`
	Items    []personal.Item `json:"item,omitempty"` // by purpose, then by kind and id
}

// PersonalData shows everything that is stored about a customer: what, for what, on which ground, and until when it is kept. The
// events of the journal that name the customer are among it. Of a customer who is erased, it is what is left.
func (c *CRM) PersonalData(ctx context.Context, id string) (PersonalData, error) {
	return work.See(ctx, c.env, func(u *work.Unit) (PersonalData, error) {
		ids, err := c.identity(u, id)
		if err != nil {
			return PersonalData{}, err
		}
		items, err := c.personal(u, ids)
		if err != nil {
			return PersonalData{}, err
		}
		for _, one := range ids {
			told, err := journalOf(u, one)
			if err != nil {
				return PersonalData{}, err
			}
			items = append(items, told...)
		}
		sortItems(items)
		return PersonalData{Customer: id, IDs: ids, At: u.At, Items: items}, nil
	})
}

// Erasure says what has become of what was stored about a customer (GDPR 17). It is a value.
type Erasure struct {
	Customer string          `json:"customer"`
	IDs      []string        `json:"ids"`
	At       time.Time       `json:"at"`
	Erased   []Erased        `json:"erased,omitempty"`  // records, in order of kind and id
	Kept     []personal.Item `json:"kept,omitempty"`    // with why, and until when where a law says so
	Events   int             `json:"events"`            // of the journal, from whose data the texts are gone now
	Commands int             `json:"commands"`          // what was remembered of them
	Pending  []string        `json:"pending,omitempty"` // ids of events that wait for their delivery: erase again behind it
}

// Erased is a record that is deleted, or has no personal data any more.
type Erased struct {
	Holder  string `json:"holder"`
	Kind    string `json:"kind"`
	ID      string `json:"id"`
	Deleted bool   `json:"deleted,omitempty"`
}

// Erase erases what is stored about a customer, in all processes and in one transaction: what may go is deleted, or its names,
// addresses and words are taken out of it. Kept are open business, what a law demands, and, while the relationship goes on, what
// the agreement needs; the answer says why and until when, and to erase again then takes it too. In the journal the events of
// the customer, and those of the customer's cases that name nobody else, keep ids, codes, states, amounts and times only;
// that an event happened, when and why stays, so every flow is judged as before. Erasing again changes nothing.
//
// What subscribers and outside parties were told, and what the host logs, is theirs to erase: EventPersonalDataErased tells them.
func (c *CRM) Erase(ctx context.Context, id string) (Erasure, error) {
	return work.Do(ctx, c.env, func(u *work.Unit) (Erasure, error) { return c.EraseTx(u, id) })
}

// EraseTx is Erase in the caller's unit.
func (c *CRM) EraseTx(u *work.Unit, id string) (Erasure, error) {
	ids, err := c.identity(u, id)
	if err != nil {
		return Erasure{}, err
	}
	before, err := c.personal(u, ids)
	if err != nil {
		return Erasure{}, err
	}
	e := Erasure{Customer: id, IDs: ids, At: u.At}
	if e.Kept, err = c.eraseAll(u, ids); err != nil {
		return Erasure{}, err
	}
	sortItems(e.Kept)
	if err := c.redact(u, &e, before); err != nil {
		return Erasure{}, err
	}
	after, err := c.personal(u, ids)
	if err != nil {
		return Erasure{}, err
	}
	e.Erased = erased(before, after)
	if len(e.Erased) == 0 && e.Events == 0 && e.Commands == 0 {
		return e, nil
	}
	return e, u.Emit(EventPersonalDataErased, ids[0], ids[0], ErasedNotice{Customer: ids[0]})
}

// identity are all ids of a customer; of one whom only other processes know, the id itself.
func (c *CRM) identity(u *work.Unit, id string) ([]string, error) {
	var check fault.Check
	check.Text("customer", id, fault.MaxID)
	if err := check.Err("crm.personalData"); err != nil {
		return nil, err
	}
	return c.idsOf(u, id)
}

// personal is what all holders have.
func (c *CRM) personal(u *work.Unit, ids []string) ([]personal.Item, error) {
	all := personal.Holders{c.Customers}
	for _, r := range c.rooms() {
		all = append(all, r.holder)
	}
	var items []personal.Item
	for _, id := range ids {
		some, err := all.Personal(u, id)
		if err != nil {
			return nil, err
		}
		items = append(items, some...)
	}
	return items, nil
}

// journalOf shows the events that name a customer.
func journalOf(u *work.Unit, customer string) ([]personal.Item, error) {
	events, err := event.OfCustomer(u, customer)
	var items []personal.Item
	for _, e := range events {
		items = append(items, personal.Item{Holder: "etom/event", Kind: "event.event", ID: e.ID, Case: e.Correlation,
			Purpose: "to prove what happened, and in which order", Basis: personal.Interest, Data: e.Data})
	}
	return items, err
}

// The reasons for which something is kept that its holder alone would not keep.
const (
	whyRelationship = "the relationship goes on, and the agreement needs it"
	whyOpen         = "business is open in other processes: somebody must know whose it is"
)

// eraseAll erases in all rooms, then in Customer Information Management, and returns what is kept.
func (c *CRM) eraseAll(u *work.Unit, ids []string) ([]personal.Item, error) {
	runs, err := c.runs(u, ids[0])
	if err != nil {
		return nil, err
	}
	var kept []personal.Item
	open := false
	for _, id := range ids {
		for _, r := range c.rooms() {
			erase := r.holder.Erase
			if runs && r.needs.while {
				erase = keeping(r.holder, whyRelationship)
			}
			some, err := erase(u, id)
			if err != nil {
				return nil, err
			}
			open = open || r.needs.who && slices.ContainsFunc(some, func(i personal.Item) bool { return i.Keep.IsZero() })
			kept = append(kept, some...)
		}
	}
	erase := c.Customers.Erase
	if open {
		erase = keeping(c.Customers, whyOpen)
	}
	for _, id := range ids {
		some, err := erase(u, id)
		if err != nil {
			return nil, err
		}
		kept = append(kept, some...)
	}
	return kept, nil
}

// runs reports whether the relationship goes on.
func (c *CRM) runs(u *work.Unit, id string) (bool, error) {
	who, err := c.Customers.GetTx(u, id)
	if fault.IsNotFound(err) {
		return false, nil
	}
	return who.Status == customer.Active || who.Status == customer.Suspended, err
}

// keeping erases nothing, and says why where the holder does not.
func keeping(h personal.Holder, why string) func(*work.Unit, string) ([]personal.Item, error) {
	return func(u *work.Unit, id string) ([]personal.Item, error) {
		items, err := h.Personal(u, id)
		for n := range items {
			items[n].Why = cmp.Or(items[n].Why, why)
		}
		return items, err
	}
}

// redact takes the texts out of the customer's events, and what is remembered of commands.
func (c *CRM) redact(u *work.Unit, e *Erasure, items []personal.Item) error {
	about := slices.Clone(e.IDs)
	var cases []string
	for _, i := range items {
		about = append(about, i.ID)
		if i.Case != "" {
			cases = append(cases, i.Case)
		}
	}
	var err error
	if e.Commands, err = work.Forget(u, about...); err != nil {
		return err
	}
	keep := c.keepOf()
	for _, id := range e.IDs {
		report, err := event.Redact(u, event.Redaction{Customer: id, Cases: cases, Keep: keep, At: u.At, Why: "personal data erased"})
		if err != nil {
			return err
		}
		e.Events += len(report.Redacted)
		e.Pending = append(e.Pending, report.Pending...)
	}
	slices.Sort(e.Pending)
	e.Pending = slices.Compact(e.Pending)
	return nil
}

// erased are the items of which there is less than before.
func erased(before, after []personal.Item) []Erased {
	left := map[[2]string]json.RawMessage{}
	for _, i := range after {
		left[[2]string{i.Kind, i.ID}] = i.Data
	}
	var all []Erased
	for _, i := range before {
		data, there := left[[2]string{i.Kind, i.ID}]
		if !there || !bytes.Equal(data, i.Data) {
			all = append(all, Erased{Holder: i.Holder, Kind: i.Kind, ID: i.ID, Deleted: !there})
		}
	}
	slices.SortFunc(all, func(a, b Erased) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) })
	return all
}

func sortItems(items []personal.Item) {
	slices.SortStableFunc(items, func(a, b personal.Item) int {
		return cmp.Or(cmp.Compare(a.Purpose, b.Purpose), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
}
