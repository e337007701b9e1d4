package camt

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

// details reads the transactions of an entry: one of its own if it names none.
func (p *parser) details(c *fault.Check, n *node, e *Entry) {
	for _, d := range n.all("NtryDtls") {
		if said := d.say("Btch", "NbOfTxs"); said != "" {
			count, err := strconv.Atoi(said)
			c.That(err == nil && count >= 0, "batch", fault.RuleFormat, at(d.line, "%q is no number of transactions", shorten(said)))
			e.Batch += max(count, 0)
		}
		for _, t := range d.all("TxDtls") {
			e.Details = append(e.Details, p.detail(c, t, e))
		}
	}
	switch {
	case len(e.Details) == 0:
		e.Details = []Detail{{Line: n.line, Amount: e.Amount, Credit: e.Credit}}
	case len(e.Details) == 1 && e.Details[0].Amount == (money.Amount{}):
		e.Details[0].Amount = e.Amount
	default:
		p.instructed(e.Details)
	}
	if len(c.Fields()) > 0 {
		return
	}
	c.That(e.Batch == 0 || len(n.all("NtryDtls")) == 0 || e.Batch == len(e.Details) || len(e.Details) == 1, "batch", fault.RuleReference,
		at(n.line, "the batch is said to have %d transactions, and has %d", e.Batch, len(e.Details)))
	sum := money.Amount{}
	for _, d := range e.Details {
		if d.Amount == (money.Amount{}) {
			c.Add("detail.amount", fault.RuleRequired, at(d.Line, "is missing: nobody can tell how the entry is split"))
			return
		}
		var err error
		if sum, err = sum.Add(d.signed()); err != nil {
			c.Add("detail.amount", fault.RuleRange, at(d.Line, "%v", err))
			return
		}
	}
	c.That(sum == e.Signed(), "detail.amount", fault.RuleReference, at(n.line, "the transactions come to %s, the entry to %s", sum, e.Signed()))
}

// instructed takes what was instructed as the amount of transactions that name no other.
func (p *parser) instructed(details []Detail) {
	for n, d := range details {
		if d.Amount == (money.Amount{}) && d.Instructed != nil && d.Instructed.Currency() == p.Currency {
			details[n].Amount = *d.Instructed
		}
	}
}

// signed is the transaction's amount, negative if money went out.
func (d Detail) signed() money.Amount {
	if d.Credit {
		return d.Amount
	}
	return d.Amount.Neg()
}

// detail reads a transaction. Its amount stands in it directly from version 3 on, and before in AmtDtls.
func (p *parser) detail(c *fault.Check, n *node, e *Entry) Detail {
	d := Detail{Line: n.line, Credit: e.Credit, Info: n.say("AddtlTxInf")}
	if own := n.at("CdtDbtInd"); own != nil {
		d.Credit = p.credit(c, n, "detail.creditDebitIndicator", own)
	}
	a := n.at("Amt")
	if a == nil {
		if a = n.at("AmtDtls", "TxAmt", "Amt"); p.otherCurrency(a) { // what was sent, not what came in
			a = nil
		}
	}
	if a != nil {
		d.Amount = p.amount(c, n, "detail.amount", a)
	}
	d.Instructed = p.foreign(c, n.at("AmtDtls", "InstdAmt", "Amt"), "detail.instructed")
	d.Charges = p.charges(c, n)
	refs := n.at("Refs")
	d.EndToEnd = provided(refs.say("EndToEndId"))
	d.Mandate = provided(refs.say("MndtId"))
	d.Transaction = provided(cmp.Or(refs.say("TxId"), refs.say("AcctSvcrRef")))
	p.remittance(n.at("RmtInf"), &d)
	if back := n.at("RtrInf"); back != nil {
		r := Return{Code: cmp.Or(back.say("Rsn", "Cd"), back.say("Rsn", "Prtry"), back.say("RtrRsn", "Cd"))}
		for _, line := range back.all("AddtlInf") {
			r.Text = strings.TrimSpace(r.Text + " " + line.say())
		}
		d.Return = &r
	}
	p.party(n.at("RltdPties"), &d, d.Return != nil || e.Reversal)
	p.lengths(c, n, d)
	return d
}

// otherCurrency reports whether an amount is in a currency that is not the account's.
func (p *parser) otherCurrency(n *node) bool {
	if n == nil {
		return false
	}
	currency, err := money.ParseCurrency(n.currency)
	return err == nil && p.Currency != (money.Currency{}) && currency != p.Currency
}

// provided is a reference, unless it says that there is none.
func provided(reference string) string {
	if strings.EqualFold(reference, "NOTPROVIDED") {
		return ""
	}
	return reference
}

// foreign reads an amount that may be in another currency than the account's.
func (p *parser) foreign(c *fault.Check, n *node, path string) *money.Amount {
	if n == nil {
		return nil
	}
	currency, err := money.ParseCurrency(n.currency)
	if err != nil {
		c.Add(path, fault.RuleUnknown, at(n.line, "%q is no currency", shorten(n.currency)))
		return nil
	}
	a := number(c, path, n, currency)
	return &a
}

// charges adds up what the bank takes for a transaction, in the account's currency.
func (p *parser) charges(c *fault.Check, n *node) *money.Amount {
	var sum *money.Amount
	for _, chrgs := range n.all("Chrgs") {
		records := chrgs.all("Rcrd")
		if len(records) == 0 {
			records = []*node{chrgs}
		}
		for _, record := range records {
			a := p.foreign(c, record.at("Amt"), "detail.charges")
			if a == nil || a.Currency() != p.Currency {
				continue
			}
			if sum == nil {
				sum = a
				continue
			}
			more, err := sum.Add(*a)
			c.That(err == nil, "detail.charges", fault.RuleRange, at(record.line, "cannot be added up"))
			sum = &more
		}
	}
	return sum
}

// party reads the other side: the debtor where money came in, the creditor where it went; what goes back names them as they were when it
// came. Banks name ourselves too: who has the statement's own account is not the other side, and name and account are always one
// party's. Names stand one element deeper from version 8 on.
func (p *parser) party(n *node, d *Detail, back bool) {
	sides := []string{"Dbtr", "Cdtr"}
	if d.Credit == back {
		sides = []string{"Cdtr", "Dbtr"}
	}
	for _, side := range sides {
		name, iban := cmp.Or(n.say(side, "Nm"), n.say(side, "Pty", "Nm")), n.say(side+"Acct", "Id", "IBAN")
		if name == "" && iban == "" || iban != "" && iban == p.Account {
			continue
		}
		d.Name, d.IBAN = name, iban
		return
	}
}

func (p *parser) remittance(n *node, d *Detail) {
	for _, u := range n.all("Ustrd") {
		if t := u.say(); t != "" {
			d.Unstructured = append(d.Unstructured, t)
		}
	}
	for _, s := range n.all("Strd") {
		for _, ref := range append(s.all("CdtrRefInf"), s.all("RfrdDocInf")...) {
			if t := cmp.Or(ref.say("Ref"), ref.say("Nb")); t != "" {
				d.Structured = append(d.Structured, t)
			}
		}
		for _, more := range s.all("AddtlRmtInf") {
			if t := more.say(); t != "" {
				d.Unstructured = append(d.Unstructured, t)
			}
		}
	}
}

// lengths asks that no text is longer than what takes it has room for.
func (p *parser) lengths(c *fault.Check, n *node, d Detail) {
	text(c, n, "detail.endToEndId", d.EndToEnd, fault.MaxName)
	text(c, n, "detail.mandateId", d.Mandate, fault.MaxName)
	text(c, n, "detail.transactionId", d.Transaction, fault.MaxName)
	text(c, n, "detail.name", d.Name, fault.MaxName)
	text(c, n, "detail.iban", d.IBAN, fault.MaxName)
	text(c, n, "detail.unstructured", d.Text(), p.max)
	c.That(len(d.Structured) <= 1000, "detail.structured", fault.RuleLength, at(n.line, "has more than 1000 references"))
	for _, s := range d.Structured {
		text(c, n, "detail.structured", s, fault.MaxName)
	}
	if d.Return != nil {
		text(c, n, "detail.return", d.Return.Code, fault.MaxName)
		text(c, n, "detail.return", d.Return.Text, p.max)
	}
	text(c, n, "detail.info", d.Info, p.max)
}
