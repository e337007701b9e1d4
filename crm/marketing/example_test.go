package marketing_test

import (
	"context"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/crm/marketing"
	"github.com/etomcrm/etomcrm/etom/money"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func Example() {
	ctx := context.Background()
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	fulfillment := marketing.New(work.New(memory.New(), &work.Config{Now: func() time.Time { return now }}))

	flyer, err := fulfillment.Make(ctx, marketing.Draft{Name: "Extranet", Medium: marketing.Flyer, Offerings: []string{"extranet"}})
	if err != nil {
		panic(err)
	}
	candidates := []marketing.Candidate{
		{Customer: "dealer-a", Segment: "dealer", Consent: true},
		{Customer: "dealer-b", Segment: "dealer"},
	}
	report, err := fulfillment.Distribute(ctx, flyer.ID, marketing.Selection{Segments: []string{"dealer"}}, candidates)
	if err != nil {
		panic(err)
	}
	fmt.Println(len(report.Issued), "issued;", report.LeftOut[0].Customer, report.LeftOut[0].Reasons)

	now = now.Add(3 * 24 * time.Hour) // three days later dealer A makes contact
	lead, found, err := fulfillment.FindLead(ctx, "dealer-a")
	if err != nil || !found {
		panic(err)
	}
	lead, err = fulfillment.Track(ctx, lead.ID, marketing.TakeUp, "the customer has made contact")
	fmt.Println(lead.Customer, lead.Status, err)

	enquiries := []marketing.Enquiry{{Customer: "dealer-a", At: lead.InquiredAt}}
	effect, err := fulfillment.Effect(ctx, flyer.ID, 14*24*time.Hour, now.Add(14*24*time.Hour), enquiries)
	fmt.Println(effect.InquiryRate(), "answered; more than before:", effect.Recipients.More(), err)
	// Output:
	// 1 issued; dealer-b [MARKETING-AUDIENCE-01 the customer has not consented]
	// dealer-a inProgress <nil>
	// 1/1 answered; more than before: true <nil>
}

func ExampleSelection_Select() {
	to := marketing.Selection{Segments: []string{"dealer"}, NotHolding: []string{"extranet"}}
	for _, why := range to.Select(marketing.Candidate{Customer: "c-1", Segment: "driver", Consent: true, Holds: []string{"extranet"}}) {
		fmt.Println(why)
	}
	// Output:
	// MARKETING-AUDIENCE-02 the customer's segment is "driver"
	// MARKETING-AUDIENCE-03 the customer has "extranet" already
}

func ExampleCompare() {
	u := marketing.Compare(marketing.Fraction{Numerator: 80, Denominator: 400}, marketing.Fraction{Numerator: 8, Denominator: 100})
	fmt.Printf("%.3f, with 95 %% between %.3f and %.3f: %s\n", u.Difference, u.Confidence.Lower, u.Confidence.Upper, u.Verdict)
	each, err := u.CostPerAdditional(money.Must("2000.00 EUR"))
	fmt.Printf("%.0f additional responses, %s each %v\n", u.Additional(), each, err)
	n, err := marketing.SampleSize(0.08, 0.15, 0.8)
	fmt.Println(n, "customers in each group show such a difference four times out of five", err)
	// Output:
	// 0.120, with 95 % between 0.041 and 0.177: more
	// 48 additional responses, 41.67 EUR each <nil>
	// 325 customers in each group show such a difference four times out of five <nil>
}
