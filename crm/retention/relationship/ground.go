package relationship

import (
	"fmt"
	"slices"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/personal"
)

// Code names a ground on which a relationship ends.
type Code string

// The grounds; Grounds has what each means.
const (
	Ceased          Code = "ceased"          // the customer exists no more
	Fraud           Code = "fraud"           // the customer defrauds
	OwnNotice       Code = "ownNotice"       // the customer gives notice
	BadDebt         Code = "badDebt"         // the customer does not pay
	ProvidersNotice Code = "providersNotice" // the provider gives notice
)

// Side is who ends a relationship.
type Side string

// The sides. What ends by itself is ended by nobody.
const (
	ByCustomer Side = "customer"
	ByProvider Side = "provider"
	ByItself   Side = "itself"
)

// Handling is what becomes of an open matter when a relationship ends.
type Handling string

// The handlings.
const (
	Cancel Handling = "cancel" // it is cancelled as far as its process permits, and waited for; orders and leads when the ending holds, tickets on its day
	Finish Handling = "finish" // it is finished as if nothing ended, and waited for
	Leave  Handling = "leave"  // it goes on for itself, nobody waits for it
	SetOff Handling = "setOff" // of deposits: set off against what is open, and waited for
)

// Notice is a period of notice; without any the relationship ends at once. It is counted in civil days, the day on which the notice
// arrives not included (§ 187 (1), § 188 BGB).
type Notice struct {
	Months int `json:"months,omitempty"`
	Days   int `json:"days,omitempty"`
}

// AtOnce reports whether there is no period.
func (n Notice) AtOnce() bool { return n == Notice{} }

// Ends is the first day without service of a notice that arrived on a day: that day itself if it ends at once.
func (n Notice) Ends(on calendar.Date) calendar.Date {
	if n.AtOnce() {
		return on
	}
	return on.AddMonths(n.Months).AddDays(n.Days + 1)
}

// Ground is one row of the table: on what a relationship ends, and what that means for the other processes.
type Ground struct {
	Code     Code     `json:"code"`
	By       Side     `json:"by"`
	What     string   `json:"what"`
	WhatDe   string   `json:"whatDe"`
	Source   string   `json:"source"`             // the law or the document that the row follows; "ours" where there is none
	Notice   Notice   `json:"notice,omitzero"`    // zero: at once
	Bound    bool     `json:"bound,omitempty"`    // not before the end of an agreed minimum term
	Blocked  bool     `json:"blocked,omitempty"`  // services are blocked when it begins, not merely ended
	Proposed bool     `json:"proposed,omitempty"` // takes a person's confirmation before it holds
	Orders   Handling `json:"orders"`
	Tickets  Handling `json:"tickets"`
	Leads    Handling `json:"leads"`    // cancelled, nothing is offered any more
	Bills    Handling `json:"bills"`    // a final bill is made in any case; Finish waits until all is paid, Leave does not
	Deposits Handling `json:"deposits"` // set off against what is open, what remains is given back
	Kept     []Law    `json:"kept"`     // what must be kept behind the end, and for how long
}

// Of is the handling of a kind of matter; of one that the table does not know, Finish.
func (g Ground) Of(kind MatterKind) Handling {
	switch kind {
	case Order:
		return g.Orders
	case Ticket:
		return g.Tickets
	case Lead:
		return g.Leads
	case Bill:
		return g.Bills
	case Deposit:
		return g.Deposits
	}
	return Finish
}

// kept is what the law wants kept of any relationship: bills, payments and other vouchers, and what was written.
var kept = []Law{LawOf(personal.Voucher), LawOf(personal.BusinessLetter)}

var grounds = []Ground{
	{Code: Ceased, By: ByItself, What: "the customer exists no more: died, dissolved, struck off the register",
		WhatDe: "Der Kunde existiert nicht mehr.", Source: "eTOM 3.9.1: the customer ceased; the rest is ours", Proposed: true,
		Orders: Cancel, Tickets: Cancel, Leads: Cancel, Bills: Leave, Deposits: SetOff, Kept: kept},
	{Code: Fraud, By: ByProvider, What: "the customer defrauds",
		WhatDe: "Der Kunde betrügt.", Source: "eTOM 3.9.1: the customer defrauds; § 314 (1), (2) sentence 3 BGB: no time limit needed", Blocked: true,
		Orders: Cancel, Tickets: Cancel, Leads: Cancel, Bills: Leave, Deposits: SetOff, Kept: kept},
	{Code: OwnNotice, By: ByCustomer, What: "the customer gives notice",
		WhatDe: "Der Kunde kündigt.", Source: "§ 56 (3) TKG, § 309 no. 9 BGB: one month", Notice: Notice{Months: 1}, Bound: true,
		Orders: Cancel, Tickets: Cancel, Leads: Cancel, Bills: Finish, Deposits: SetOff, Kept: kept},
	{Code: BadDebt, By: ByProvider, What: "the customer has not paid in spite of all reminders",
		WhatDe: "Der Kunde zahlt trotz aller Mahnungen nicht.", Source: "§ 314 (1), (2) BGB: at once, when the time limit of the reminders has passed", Proposed: true, Blocked: true,
		Orders: Cancel, Tickets: Cancel, Leads: Cancel, Bills: Leave, Deposits: SetOff, Kept: kept},
	{Code: ProvidersNotice, By: ByProvider, What: "the provider gives notice",
		WhatDe: "Der Anbieter kündigt.", Source: "ours: as long as the customer's own", Notice: Notice{Months: 1}, Bound: true,
		Orders: Finish, Tickets: Finish, Leads: Cancel, Bills: Finish, Deposits: SetOff, Kept: kept},
}

// Grounds lists the grounds (eTOM 3.9.1 names the first two as examples).
func Grounds() []Ground {
	list := slices.Clone(grounds)
	for i := range list {
		list[i].Kept = slices.Clone(list[i].Kept)
	}
	return list
}

// The bounds of a table of grounds.
const (
	MaxGrounds = 100
	MaxMonths  = 24 // of a notice
	MaxDays    = 366
)

// CheckGrounds notes every fault of a table of grounds.
func CheckGrounds(c *fault.Check, all []Ground) {
	c.That(len(all) > 0 && len(all) <= MaxGrounds, "grounds", fault.RuleLength, fmt.Sprintf("must have 1 to %d rows", MaxGrounds))
	seen := map[Code]bool{}
	for i, g := range all {
		var row fault.Check
		g.check(&row)
		row.That(!seen[g.Code], "code", fault.RuleDuplicate, fmt.Sprintf("%q stands there twice", g.Code))
		seen[g.Code] = true
		c.Within(fmt.Sprintf("grounds[%d]", i), &row)
	}
}

func (g Ground) check(c *fault.Check) {
	c.Text("code", string(g.Code), fault.MaxName)
	c.Text("what", g.What, fault.MaxName)
	c.Text("whatDe", g.WhatDe, fault.MaxName)
	c.Text("source", g.Source, fault.MaxName)
	c.That(g.By == ByCustomer || g.By == ByProvider || g.By == ByItself, "by", fault.RuleUnknown, "must be customer, provider or itself")
	c.That(g.Notice.Months >= 0 && g.Notice.Months <= MaxMonths, "notice.months", fault.RuleRange, fmt.Sprintf("must be 0 to %d", MaxMonths))
	c.That(g.Notice.Days >= 0 && g.Notice.Days <= MaxDays, "notice.days", fault.RuleRange, fmt.Sprintf("must be 0 to %d", MaxDays))
	c.That(!g.Blocked || g.Notice.AtOnce(), "blocked", fault.RuleRange, "is for what ends at once: who has a period of notice is served until its end")
	c.That(!g.Bound || !g.Notice.AtOnce(), "bound", fault.RuleRange, "is for what has a period of notice")
	for _, h := range []struct {
		name  string
		value Handling
		can   []Handling
	}{
		{"orders", g.Orders, []Handling{Cancel, Finish, Leave}},
		{"tickets", g.Tickets, []Handling{Cancel, Finish, Leave}},
		{"leads", g.Leads, []Handling{Cancel, Leave}},
		{"bills", g.Bills, []Handling{Finish, Leave}},
		{"deposits", g.Deposits, []Handling{SetOff, Leave}},
	} {
		c.That(slices.Contains(h.can, h.value), h.name, fault.RuleUnknown, fmt.Sprintf("must be one of %v", h.can))
	}
	for i, law := range g.Kept {
		var row fault.Check
		law.check(&row)
		c.Within(fmt.Sprintf("kept[%d]", i), &row)
	}
}
