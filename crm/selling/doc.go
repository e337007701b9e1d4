// Package selling is Selling (3.4): it takes interest up, asks for needs, finds what serves them, tells what must be known
// about it, makes offers, negotiates and closes them, and sees the purchase order off. It owns the portfolio, the prospect
// (TMF699's chart), the quote (TMF648) and the agreement (TMF651). It does not own contacts with the customer (Customer
// Interface Management), whether something can be delivered and the order (Order Handling), nor the service level's
// measurement (Customer QoS/SLA).
//
//	sell, err := selling.New(work.New(memory.New(), nil), &selling.Config{Portfolio: []selling.Offering{
//		{ID: "extranet", Name: "Extranet access", Kind: selling.Standard, Needs: []string{"extranet"}, LeadTime: 48 * time.Hour,
//			Prices: []price.Price{{Name: "basic charge", Type: price.Recurring, Period: "month", Amount: money.Must("200.00 EUR")}}},
//	}})
//	p, err := sell.TakeEnquiry(ctx, selling.Enquiry{Customer: "dealer-a", Interest: "the extranet"})
//	p, err = sell.StateNeeds(ctx, p.ID, []selling.Need{{Code: "extranet"}})
//	p, err = sell.Match(ctx, p.ID)                         // accepted: a proposal is made, it is p.Quote
//	q, err := sell.Quote(ctx, p.Quote)                     // approved, with q.Totals, valid until q.ValidUntil
//	a, err := sell.Accept(ctx, selling.Acceptance{Quote: q.ID, Version: q.Number, SignedBy: "A. Dealer"})
//	fmt.Println(a.Status, a.Totals[0].Net, a.Totals[0].Period) // approved 200.00 EUR month
//
// The rules (Portfolio.Check, Portfolio.Match, Portfolio.Compose, Portfolio.Educate, DrawUp, TermsFor, Beyond, Totals, LeadTime,
// Quote.Acceptable, Quote.Promise, MergeServiceLevels, Overview) are functions of values and can be used without the
// service.
//
// # From needs to an offer
//
// Portfolio and terms are data (Config). Match finds what serves the needs. Standard products are offered at once; special
// and custom ones wait for the answer to the question of feasibility (the event selling.feasibility.asked). What was found
// is drawn up into a quote: with what it requires, without what the customer has and cannot stand beside it, with the
// customer's discounts and service level. A custom product without a price stays in progress until somebody sets one.
//
// # What to offer next
//
// Cross/Up Selling (3.4.5) is CrossSelling. What a customer uses and reports (Signal), what replaces what (Replacement) and what
// others hold besides (package association below this one) are versioned data, OfferRules. Portfolio.NextOffers says what may
// be offered and why, and what may not and why not; an answer "yes" to a Recommendation makes a prospect with its proposal.
//
// # Who may grant what
//
// A discount that the portfolio or the customer's terms give is granted before. Any other one is held against the limit of
// the role that grants it (Limit); beyond it the quote is pending until somebody with a larger limit decides. A counter-offer
// read from JSON, as customers send it, brings neither a role nor prices.
package selling
