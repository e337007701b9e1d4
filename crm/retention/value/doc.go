// Package value says what a customer is worth: recency, frequency and money (RFM), the purchases to be expected (BG/NBD), the
// money a purchase will bring (Gamma-Gamma), both together over a horizon (customer lifetime value), and what is left of revenue
// when the cost to serve is paid (profitability). It belongs to Build Customer Insight (3.9.2) and Personalize Customer Profile
// (3.9.4). It owns figures only: everything is a function of values. It does not own the models' fitting (package fit), what is
// stored of a customer (package insight), nor what is done about it.
//
//	purchases, err := value.ReadPurchases(csv)                   // customer,date,amount
//	year := value.Window{Until: calendar.MustParse("2026-01-01")} // what was bought before that day
//	rfm, err := value.Score(purchases, year, value.TiesLow)
//	fmt.Println(rfm[0].Customer, rfm[0].R, rfm[0].F, rfm[0].M)   // c-1 5 4 4
//
//	histories, err := value.Summarise(purchases, year)
//	buying, _, err := fit.BGNBD(ctx, histories)
//	spending, _, err := fit.GammaGamma(ctx, histories)
//	worth, err := value.Lifetime(buying, spending, histories[0], value.DefaultTerms())
//	fmt.Println(worth.Value) // what the next three years are worth today
//
// # Estimates
//
// Amounts that were paid are exact and stay so. What a model says of the future is a float64 until it is an amount of money: that
// is rounded once, at the end, to the currency's minor unit (see Estimate), and never added to money that was paid.
//
// # Customers without a contract
//
// BG/NBD is a model of customers who buy when they like and leave without a word. Of customers under contract the churn model
// (package model) says more.
package value
