package crm_test

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/billing/camt"
	"github.com/etomcrm/etomcrm/billing/collection"
	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/crm/contact"
	"github.com/etomcrm/etomcrm/crm/customer"
	"github.com/etomcrm/etomcrm/crm/simulator"
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/price"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/ordering"
)

// payer is a house with a customer who orders, gets bills, and pays or does not.
type payer struct {
	*house
	gate   *gate
	heard  *listener
	orders int
}

// listener keeps every event, once.
type listener struct {
	mu     sync.Mutex
	seen   map[string]bool
	events []event.Event
}

func (l *listener) take(_ context.Context, e event.Event) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.seen[e.ID] {
		l.seen[e.ID] = true
		l.events = append(l.events, e)
	}
	return nil
}

// gate is Access: it notes what it is asked for, and fails as it is told to.
type gate struct {
	mu         sync.Mutex
	deliveries map[string]int // how often each arrived
	done       []string       // once for each delivery
	fails      int            // arrivals of each that fail
}

func (g *gate) arrives(what, delivery string, n collection.BlockingNotice) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.deliveries[delivery]++
	switch times := g.deliveries[delivery]; {
	case times <= g.fails:
		return errDown
	case times == g.fails+1:
		g.done = append(g.done, fmt.Sprintf("%s on %s", what, n.On))
	}
	return nil
}

func (g *gate) Block(_ context.Context, delivery string, n collection.BlockingNotice) error {
	return g.arrives("block", delivery, n)
}

func (g *gate) Unblock(_ context.Context, delivery string, n collection.BlockingNotice) error {
	return g.arrives("unblock", delivery, n)
}

// newPayer opens the house; the customer is a consumer of whom all is known that a bill needs.
func newPayer(t testing.TB, st store.Store, change func(*setting)) *payer {
	t.Helper()
	world := simulator.NewWorld(start)
	p := &payer{gate: &gate{deliveries: map[string]int{}}, heard: &listener{seen: map[string]bool{}}}
	s := setting{world: world, customer: simulator.NewCustomer(world), access: p.gate}
	s.config.Billing = &billing.Config{Zone: "Europe/Berlin", Issuers: []billing.Issuer{{ID: "R", Name: "The provider", TaxID: "DE136695976",
		Address: billing.Address{Street: "Some Street 2", PostCode: "10115", City: "Berlin", Country: "DE"}}}}
	s.config.Ordering = &ordering.Config{ChargeAfter: 365 * 24 * time.Hour,
		Credit: &moody{}} // it grants everything: what comes of risk has courses of its own
	s.config.Subscribers = []event.Deliver{p.heard.take}
	if change != nil {
		change(&s)
	}
	p.house = open(t, st, s)
	p.moves(consumer("payer@customer.example"))
	return p
}

// consumer is a customer with a complete address.
func consumer(email string) customer.Draft {
	return customer.Draft{Kind: customer.Individual, Data: customer.Data{Name: "Erika Mustermann", Language: customer.German, ContactMedia: []customer.ContactMedium{
		{Type: customer.Email, Characteristic: customer.MediumCharacteristic{EmailAddress: email}},
		{Type: customer.Letter, Characteristic: customer.MediumCharacteristic{Street1: "Heidestraße 17", PostCode: "51147", City: "Köln", Country: "DE"}}}}}
}

// moves makes a customer the one whom the house is about.
func (p *payer) moves(d customer.Draft) {
	p.t.Helper()
	c, err := p.Customers.Establish(p.ctx, d)
	require.NoError(p.t, err)
	p.id, p.email = c.ID, ""
	for _, m := range c.ContactMedia {
		p.email = cmp.Or(p.email, m.Characteristic.EmailAddress)
	}
}

// once and monthly are items of orders.
func once(offering, amount string) ordering.DraftItem {
	return item(ordering.Add, offering, price.Price{Name: offering, Type: price.NonRecurring, Amount: money.Must(amount)})
}

func monthly(action ordering.Action, offering, amount string) ordering.DraftItem {
	return item(action, offering, price.Price{Name: offering, Type: price.Recurring, Period: "month", Amount: money.Must(amount)})
}

func item(action ordering.Action, offering string, prices ...price.Price) ordering.DraftItem {
	return ordering.DraftItem{Action: action, Offering: offering, Name: offering, Quantity: 1, Prices: prices}
}

// completes places an order and does the work, at once.
func (p *payer) completes(items ...ordering.DraftItem) ordering.Order {
	p.t.Helper()
	p.orders++
	d := ordering.Draft{Key: fmt.Sprint("order ", p.orders), Customer: p.id, Items: items}
	for n := range d.Items {
		d.Items[n].ID = fmt.Sprint(n + 1)
	}
	o, err := p.Orders.Place(p.ctx, d)
	require.NoError(p.t, err)
	p.settles()
	return p.works(o.ID)
}

// works ends all work on an order.
func (p *payer) works(order string) ordering.Order {
	p.t.Helper()
	o, err := p.Orders.Get(p.ctx, order)
	require.NoError(p.t, err)
	for _, w := range o.Work {
		o, err = p.Orders.EndWork(p.ctx, o.ID, ordering.WorkResult{ServiceOrder: w.ID, Done: true})
		require.NoError(p.t, err)
	}
	require.Equal(p.t, ordering.Completed, o.State)
	p.settles()
	return o
}

// buys is an order whose charges are handed over at once.
func (p *payer) buys(items ...ordering.DraftItem) ordering.Order {
	p.t.Helper()
	return p.charged(p.completes(items...))
}

func (p *payer) charged(o ordering.Order) ordering.Order {
	p.t.Helper()
	o, err := p.Orders.HandOverCharges(p.ctx, o.ID)
	require.NoError(p.t, err)
	p.settles()
	return o
}

func (p *payer) settles() {
	p.t.Helper()
	for range 100 {
		if err := p.Settle(p.ctx); err == nil {
			return
		}
	}
	require.NoError(p.t, p.Settle(p.ctx))
}

// on lets time pass up to the morning of a day of 2026, such as "04-01", and does what is due then.
func (p *payer) on(day string) crm.DueReport {
	p.t.Helper()
	at, err := time.Parse(time.DateOnly, "2026-"+day)
	require.NoError(p.t, err)
	p.world.After(at.Add(8*time.Hour).Sub(p.world.Now()), func(context.Context) error { return nil })
	require.NoError(p.t, p.world.Run(p.ctx, func(context.Context) error { p.settles(); return nil }))
	r, err := p.Due(p.ctx, p.world.Now())
	require.NoError(p.t, err)
	p.settles()
	return r
}

func day(text string) calendar.Date { return calendar.MustParse("2026-" + text) }

// account is the customer's only billing account.
func (p *payer) account() billing.Account {
	p.t.Helper()
	all, err := p.Billing.AccountsOf(p.ctx, p.id)
	require.NoError(p.t, err)
	require.Len(p.t, all, 1)
	return all[0]
}

// bills are the customer's, with corrections, in the order of their numbers.
func (p *payer) bills() []billing.Bill {
	p.t.Helper()
	files, err := p.Billing.BillsBy(p.ctx, "customer", p.id)
	require.NoError(p.t, err)
	var all []billing.Bill
	for _, f := range files {
		all = append(all, f.Bill)
	}
	return all
}

// bill is the customer's only one.
func (p *payer) bill() billing.Bill {
	p.t.Helper()
	all := p.bills()
	require.Len(p.t, all, 1)
	return all[0]
}

// owed is what an item leaves open, and how much of it is held.
func (p *payer) owed(bill string) (open, held money.Amount) {
	p.t.Helper()
	i, err := p.Collection.Item(p.ctx, bill)
	require.NoError(p.t, err)
	return i.Open, i.Held
}

// lines are those of a bill, with what they come to.
func lines(b billing.Bill) []string {
	var all []string
	for _, l := range b.Lines {
		all = append(all, fmt.Sprintf("%s × %s %s", l.Quantity, l.Name, l.Net))
	}
	return all
}

// codes are those of a bill's findings that hold it.
func codes(b billing.Bill) []string {
	var all []string
	for _, f := range b.Findings {
		if f.Severity == billing.SeverityHold {
			all = append(all, f.Code)
		}
	}
	return all
}

// failed are the reactions that failed for good, in all cases.
func (p *payer) failed() []crm.Failure {
	p.t.Helper()
	return failures(p.t, p.heard.events)
}

// letters are the dunning letters that the customer has read.
func (p *payer) letters() []collection.Letter {
	p.t.Helper()
	var all []collection.Letter
	for _, m := range p.customer.Inbox() {
		if m.Reason != collection.EventDunningSent {
			continue
		}
		var l collection.Letter
		require.NoError(p.t, event.Event{Type: m.Reason, Data: m.Data}.Read(&l))
		all = append(all, l)
	}
	return all
}

// says makes contact about something.
func (p *payer) says(kind contact.Kind, about, text, content string) (contact.Interaction, error) {
	p.t.Helper()
	i, err := p.hears(p.ctx, contact.Inbound{Kind: kind, About: about, Text: text, Content: []byte(content)})
	if err == nil {
		p.settles()
	}
	return i, err
}

// entry is one of a bank statement.
type entry struct {
	amount   string
	out      bool   // money went out
	endToEnd string // and mandate, of a debit
	text     string
	back     string // why it went back
}

// banks imports a bank statement of a day.
func (p *payer) banks(id, on string, entries ...entry) collection.Import {
	p.t.Helper()
	var x strings.Builder
	fmt.Fprintf(&x, `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>%s</Id>
<Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy></Acct>`, id)
	for n, e := range entries {
		way := "CRDT"
		if e.out {
			way = "DBIT"
		}
		fmt.Fprintf(&x, `<Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>%s</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-%s</Dt></BookgDt>
<AcctSvcrRef>%s-%d</AcctSvcrRef><NtryDtls><TxDtls><Refs>`, e.amount, way, on, id, n)
		if e.endToEnd != "" {
			fmt.Fprintf(&x, `<EndToEndId>%s</EndToEndId><MndtId>M-1</MndtId>`, e.endToEnd)
		}
		fmt.Fprintf(&x, `</Refs><Amt Ccy="EUR">%s</Amt><CdtDbtInd>%s</CdtDbtInd><RmtInf><Ustrd>%s</Ustrd></RmtInf>`, e.amount, way, e.text)
		if e.back != "" {
			fmt.Fprintf(&x, `<RtrInf><Rsn><Cd>%s</Cd></Rsn></RtrInf>`, e.back)
		}
		x.WriteString(`</TxDtls></NtryDtls></Ntry>`)
	}
	x.WriteString(`</Stmt></BkToCstmrStmt></Document>`)
	file, err := camt.Read(strings.NewReader(x.String()), nil)
	require.NoError(p.t, err)
	require.Empty(p.t, file.Statements[0].Bad)
	im, err := p.Collection.ImportStatement(p.ctx, file.Statements[0])
	require.NoError(p.t, err)
	p.settles()
	return im
}
