package camt

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/money"
)

func itoa(n int) string { return strconv.Itoa(n) }

// at puts the line in front of a message.
func at(line int, format string, facts ...any) string {
	return fmt.Sprintf("line %d: ", line) + fmt.Sprintf(format, facts...)
}

// entry reads an entry and keeps it among the good or the bad ones.
func (p *parser) entry(n *node) {
	var c fault.Check
	e := Entry{Line: n.line, No: p.no, Reference: n.say("AcctSvcrRef"), Info: n.say("AddtlNtryInf")}
	e.Amount = p.amount(&c, n, "amount", n.at("Amt"))
	e.Credit = p.credit(&c, n, "creditDebitIndicator", n.at("CdtDbtInd"))
	e.Reversal = p.reversal(&c, n)
	e.Status = p.status(&c, n)
	e.Booking = p.date(&c, n.at("BookgDt"), n, "booking")
	e.Value = p.date(&c, n.at("ValDt"), n, "value")
	if e.Booking.IsZero() {
		e.Booking = e.Value
	}
	if e.Value.IsZero() {
		e.Value = e.Booking
	}
	c.That(n.at("BookgDt") != nil || n.at("ValDt") != nil, "booking", fault.RuleRequired, at(n.line, "has neither a day of booking nor of value"))
	e.Code = code(n.at("BkTxCd"))
	text(&c, n, "reference", e.Reference, fault.MaxName)
	text(&c, n, "info", e.Info, p.max)
	p.details(&c, n, &e)
	e.ID = p.idOf(e)
	if fields := c.Fields(); len(fields) > 0 {
		p.Bad = append(p.Bad, Bad{Line: n.line, No: p.no, Reference: e.Reference, Fields: fields})
		return
	}
	p.Entries = append(p.Entries, e)
}

// text asks for a text that is not too long; what is no UTF-8 never comes so far.
func text(c *fault.Check, n *node, path, value string, max int) {
	c.That(len(value) <= max, path, fault.RuleLength, at(n.line, "is longer than %d bytes", max))
}

// idOf is the bank's own reference, if it tells one entry from those before it on the statement; else statement and number. Bad entries
// count too: when they can be read, the ids of the others stay as they are.
func (p *parser) idOf(e Entry) string {
	if p.seen == nil {
		p.seen = map[string]bool{}
	}
	ref := e.Reference
	if ref == "" || strings.EqualFold(ref, "NONREF") || p.seen[ref] {
		return join(p.Account, p.ID, itoa(e.No))
	}
	p.seen[ref] = true
	return join(p.Account, ref)
}

// maxID leaves room for what is made of an entry's id.
const maxID = 150

// join joins parts with strokes, so that two different lists are two different ids; what is too long becomes a print of it.
func join(parts ...string) string {
	for n, part := range parts {
		parts[n] = strokes.Replace(part)
	}
	id := strings.Join(parts, "/")
	if len(id) <= maxID {
		return id
	}
	print := sha256.Sum256([]byte(id))
	return hex.EncodeToString(print[:])
}

var strokes = strings.NewReplacer("%", "%25", "/", "%2F")

// amount reads an amount; the standard has no negative ones.
func (p *parser) amount(c *fault.Check, whole *node, path string, n *node) money.Amount {
	if n == nil {
		c.Add(path, fault.RuleRequired, at(whole.line, "is missing"))
		return money.Amount{}
	}
	currency, ok := p.currency(c, n, path, n.currency)
	if !ok {
		return money.Amount{}
	}
	return number(c, path, n, currency)
}

// number reads an amount in whatever currency.
func number(c *fault.Check, path string, n *node, currency money.Currency) money.Amount {
	said := n.say()
	a, err := money.New(plain(said), currency)
	if err != nil {
		c.Add(path, fault.RuleFormat, at(n.line, "%q is no amount", shorten(said)))
		return money.Amount{}
	}
	c.That(a.Sign() >= 0, path, fault.RuleRange, at(n.line, "%s is negative; whether money came or went is said by CdtDbtInd", a))
	_, err = a.MinorUnits()
	c.That(err == nil, path, fault.RuleRange, at(n.line, "%s is not in whole minor units", a))
	return a
}

// plain makes of what XML Schema allows as a decimal what money reads: +1.50, 007.00, .50, 1.
func plain(number string) string {
	number = strings.TrimPrefix(number, "+")
	whole, part, _ := strings.Cut(number, ".")
	if whole == "" && part == "" { // no digit is no 0
		return number
	}
	whole = cmp.Or(strings.TrimLeft(whole, "0"), "0")
	if part == "" {
		return whole
	}
	return whole + "." + part
}

func shorten(text string) string {
	if len(text) > 40 {
		return strings.ToValidUTF8(text[:40], "") + "…"
	}
	return text
}

func (p *parser) credit(c *fault.Check, whole *node, path string, n *node) bool {
	switch n.say() {
	case "CRDT":
		return true
	case "DBIT":
		return false
	}
	c.Add(path, fault.RuleUnknown, at(n.lineOr(whole), "%q must be CRDT or DBIT", shorten(n.say())))
	return false
}

func (p *parser) reversal(c *fault.Check, whole *node) bool {
	n := whole.at("RvslInd")
	switch n.say() {
	case "", "false", "0":
		return false
	case "true", "1":
		return true
	}
	c.Add("reversal", fault.RuleUnknown, at(n.line, "%q must be true or false", shorten(n.say())))
	return false
}

// status reads Sts, which is a text up to version 7 and an element around it from version 8 on.
func (p *parser) status(c *fault.Check, whole *node) Status {
	n := whole.at("Sts")
	s := Status(cmp.Or(n.say("Cd"), n.say("Prtry"), n.say()))
	c.That(slices.Contains([]Status{Booked, Pending, Information, Future}, s), "status", fault.RuleUnknown, at(n.lineOr(whole), "%q must be BOOK, PDNG, INFO or FUTR", shorten(string(s))))
	return s
}

// date reads a date, or that of a time as it is written.
func (p *parser) date(c *fault.Check, n, whole *node, path string) calendar.Date {
	said := cmp.Or(n.say("Dt"), n.say("DtTm"))
	if n == nil {
		return calendar.Date{}
	}
	if len(said) > len("2006-01-02") {
		said = said[:len("2006-01-02")]
	}
	d, err := calendar.Parse(said)
	c.That(err == nil, path, fault.RuleFormat, at(n.lineOr(whole), "%q is no date", shorten(said)))
	return d
}

// code joins the parts of a bank transaction code.
func code(n *node) string {
	domain := n.at("Domn")
	if domain == nil {
		return shorten(n.say("Prtry", "Cd"))
	}
	return shorten(strings.Join([]string{domain.say("Cd"), domain.say("Fmly", "Cd"), domain.say("Fmly", "SubFmlyCd")}, "/"))
}
