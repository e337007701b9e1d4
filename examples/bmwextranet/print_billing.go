package main

import (
	"context"
	"fmt"
	"io"

	"github.com/etomcrm/etomcrm/billing"
)

// printBill prints the bill of the billing flow, if there is one, and whether it is paid.
func (p *play) printBill(ctx context.Context, out io.Writer, t teller) error {
	all, err := p.crm.Billing.BillsBy(ctx, "customer", p.id)
	if err != nil {
		return err
	}
	for _, f := range all {
		if f.Bill.Correlation == p.cases["billing"] && f.Bill.State != billing.BillNew {
			fmt.Fprintf(out, "\n%s (%s)\n\n%s", t.say("Bill", "Rechnung"), f.Bill.State, f.Bill.Text(t.lang))
		}
	}
	return nil
}
