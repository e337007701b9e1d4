package main

import (
	"fmt"
	"io"

	"github.com/etomcrm/etomcrm/billing"
	"github.com/etomcrm/etomcrm/etom/money"
)

// sum is what the bills of a run come to. It is the same however often and in whatever slices the run was made.
type sum struct {
	report          billing.Report
	net, tax, total money.Amount
	bills           int // so far
	lines, records  int // of the bills; of usage on them
	first           billing.Bill
}

// add adds a bill.
func (s *sum) add(b billing.Bill) error {
	var c money.Calc
	s.net, s.tax, s.total = c.Add(s.net, b.Totals.WithoutTax), c.Add(s.tax, b.Totals.Tax), c.Add(s.total, b.Totals.WithTax)
	s.lines += len(b.Lines)
	s.records += len(b.Rated)
	if b.Account == accountID(0) {
		s.first = b
	}
	return c.Err()
}

// plus adds up the reports of two slices.
func plus(a, b billing.Report) billing.Report {
	a.Accounts, a.Bills, a.Held, a.Empty, a.Faulted = a.Accounts+b.Accounts, a.Bills+b.Bills, a.Held+b.Held, a.Empty+b.Empty, a.Faulted+b.Faulted
	a.Faults = append(a.Faults, b.Faults...)
	return a
}

func (s *sum) print(out io.Writer, o options) {
	row := func(en, de string, value any) { fmt.Fprintf(out, "  %-28s %14v\n", word(o.lang, en, de), value) }
	r := s.report
	if o.dry {
		fmt.Fprintln(out, word(o.lang, "Dry run: nothing is changed.", "Probelauf: nichts wird geändert."))
	}
	fmt.Fprintln(out, word(o.lang, "Bill run of March 2026", "Rechnungslauf März 2026"))
	row("accounts", "Konten", r.Accounts)
	row("bills", "Rechnungen", r.Bills)
	row("  held for a person", "  zur Prüfung angehalten", r.Held)
	row("nothing to bill", "nichts abzurechnen", r.Empty)
	row("could not be billed", "nicht abrechenbar", r.Faulted)
	row("lines", "Posten", s.lines)
	row("records of usage made", "Nutzungsdatensätze erzeugt", o.accounts*o.usage)
	row("records of usage on bills", "  davon auf Rechnungen", s.records)
	row("net", "netto", s.net.Format(o.lang))
	row("VAT", "Umsatzsteuer", s.tax.Format(o.lang))
	row("total", "brutto", s.total.Format(o.lang))
	for _, f := range r.Faults {
		fmt.Fprintf(out, "  %s: %s; %s\n", f.Account, f.Cause, f.Next)
	}
}
