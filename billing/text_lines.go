package billing

import (
	"fmt"
	"strconv"

	"github.com/etomcrm/etomcrm/billing/rating"
	"github.com/etomcrm/etomcrm/billing/tax"
	"github.com/etomcrm/etomcrm/etom/money"
)

// groups are the lines below the names of the products and accounts they are for.
func (p *printer) groups() []PrintedGroup {
	var all []PrintedGroup
	lines := p.bill.Lines
	for i := range lines {
		l := &lines[i]
		if i == 0 || lines[i-1].Account != l.Account || lines[i-1].Product != l.Product {
			all = append(all, PrintedGroup{Title: p.group(l)})
		}
		last := &all[len(all)-1]
		last.Lines = append(last.Lines, p.line(l))
		if p.bill.Kind == KindConsolidated && (i == len(lines)-1 || lines[i+1].Account != l.Account) {
			last.Sum = Pair{Label: p.say("Sum of account ", "Summe Konto ") + p.account(l), Text: p.amount(p.sumOf(l.Account)), Strong: true}
		}
	}
	return all
}

// account names the account a line belongs to.
func (p *printer) account(l *Line) string {
	if l.Account == "" {
		return clean(p.bill.Account)
	}
	for i := range p.bill.SubAccounts {
		if a := &p.bill.SubAccounts[i]; a.ID == l.Account && a.Name != "" {
			return clean(a.ID + " (" + a.Name + ")")
		}
	}
	return clean(l.Account)
}

func (p *printer) sumOf(account string) money.Amount {
	var sum money.Amount
	for i := range p.bill.Lines {
		if p.bill.Lines[i].Account == account {
			sum = p.calc.Add(sum, p.bill.Lines[i].Net)
		}
	}
	return sum
}

func (p *printer) group(l *Line) string {
	title := clean(choose(p.lang, l.For, l.ForDe))
	switch {
	case title != "":
	case l.Product != "":
		title = clean(l.Product)
	default:
		title = p.say("Further items", "Weitere Positionen")
	}
	if l.Account != "" || p.bill.Kind == KindConsolidated {
		title = p.say("Account ", "Konto ") + p.account(l) + ": " + title
	}
	return title
}

func (p *printer) line(l *Line) PrintedLine {
	line := PrintedLine{No: strconv.Itoa(l.No), Name: clean(l.Label(p.lang)), Tax: percent(p.lang, l.Treatment.Rate), Amount: p.amount(l.List)}
	if l.Treatment.Category != tax.StandardRate && l.Treatment.Category != tax.ZeroRated {
		line.Tax = string(l.Treatment.Category)
	}
	switch {
	case l.Used != (rating.Extent{}):
		line.Quantity = used(p.lang, l.Used, l.Unit)
	case l.Quantity.Sign() != 0:
		line.Quantity = number(p.lang, l.Quantity.String())
		if l.Unit != "" {
			line.Quantity += "\u00a0" + clean(l.Unit)
		}
	}
	if l.UnitPrice != (money.Amount{}) {
		line.Price = p.amount(l.UnitPrice)
	}
	line.Details = p.details(l)
	return line
}

// details say how a line came to its amount.
func (p *printer) details(l *Line) []Pair {
	all := []Pair{{Label: servicePeriod(p.lang, l)}}
	note := func(text string) {
		if text = clean(text); text != "" {
			all = append(all, Pair{Label: text})
		}
	}
	if l.Category == CreditLine {
		note(p.say("takes back line ", "berichtigt Position ") + strconv.Itoa(l.Of))
	}
	if l.Denominator > 0 && l.Numerator != l.Denominator {
		part := fmt.Sprintf("%d/%d", l.Numerator, l.Denominator)
		if l.DayCount != "" {
			part += " (" + string(l.DayCount) + ")"
		}
		note(p.say("part of the price: ", "Anteil am Preis: ") + part)
	}
	note(choose(p.lang, l.Reason.Text, l.Reason.De))
	if l.Records > 0 {
		note(p.usage(l))
	}
	if l.Rebate != nil && l.Category == RebateLine {
		text, de := l.Rebate.explain()
		note(choose(p.lang, text, de))
	}
	if l.Category == ConditionLine && len(l.Sources) > 0 {
		note(p.say("for bills ", "zu Rechnungen ") + billsOf(l.Sources))
	}
	for i := range l.Discounts {
		d := &l.Discounts[i]
		all = append(all, Pair{Label: p.named(choose(p.lang, d.Name, d.De), d.Rate), Text: p.amount(d.Amount)})
	}
	return all
}

func (p *printer) usage(l *Line) string {
	text := strconv.Itoa(l.Records) + p.say(" records", " Datensätze")
	if l.Records == 1 {
		text = p.say("1 record", "1 Datensatz")
	}
	if l.Included != (rating.Extent{}) {
		text += p.say(", included ", ", davon enthalten ") + used(p.lang, l.Included, l.Unit)
	}
	return text
}

// billsOf are the ids of the bills of sources such as bill/line, each once, in their order.
func billsOf(sources []string) string {
	text, last := "", ""
	for _, s := range sources {
		for i := range len(s) {
			if s[i] == '/' {
				s = s[:i]
				break
			}
		}
		if s == last {
			continue
		}
		if text != "" {
			text += ", "
		}
		text, last = text+s, s
	}
	return text
}
