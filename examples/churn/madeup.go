package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/etomcrm/etomcrm/crm/retention/model"
)

// Made-up customers: so many, and always the same ones.
const (
	madeUpCustomers = 5000
	madeUpSeed      = 5
)

// madeUpTruth are the log-odds by which the made-up customers leave; where they live does not matter.
var madeUpTruth = map[string]float64{
	"": -1.1, "months": -0.035, "monthly": 0.016, "calls": 0.35, "contract=one year": -0.9, "contract=two years": -1.8,
	"payment=direct debit": -0.3, "payment=transfer": 0.4, "region=south": 0, "region=west": 0,
}

var madeUpLayout = model.Layout{ID: "customer", Target: "left", Positive: "yes", Columns: []model.Column{
	{Name: "months", Kind: model.Number, What: "months with us", WhatDe: "Monate bei uns"},
	{Name: "monthly", Kind: model.Number, What: "monthly charge in euro", WhatDe: "Monatsentgelt in Euro"},
	{Name: "calls", Kind: model.Number, What: "calls to the hotline in 90 days", WhatDe: "Anrufe bei der Hotline in 90 Tagen"},
	{Name: "contract", Kind: model.Text, WhatDe: "Vertrag"},
	{Name: "payment", Kind: model.Text, WhatDe: "Zahlung"},
	{Name: "region", Kind: model.Text, WhatDe: "Region"},
}}

// madeUp draws the customers. Each leaves with the probability that the truth gives.
func madeUp() (source, error) {
	lots := rand.New(rand.NewPCG(madeUpSeed, 0))
	var records []model.Record
	for i := range madeUpCustomers {
		f := model.Facts{}.
			With("months", math.Floor(73*lots.Float64()*lots.Float64())).
			With("monthly", math.Round(1500+8000*lots.Float64())/100).
			With("calls", math.Floor(-math.Log(1-lots.Float64()))).
			WithText("contract", drawn(lots, "month to month", "month to month", "one year", "two years")).
			WithText("payment", drawn(lots, "card", "direct debit", "direct debit", "transfer")).
			WithText("region", drawn(lots, "north", "south", "west"))
		odds := madeUpTruth[""]
		for _, col := range madeUpLayout.Columns { // a sum depends on its order, in the last digit
			odds += madeUpTruth[col.Name]*f.Numbers[col.Name] + madeUpTruth[col.Name+"="+f.Texts[col.Name]]
		}
		records = append(records, model.Record{ID: fmt.Sprintf("k-%04d", i+1), Facts: f, Positive: lots.Float64() < model.Probability(odds)})
	}
	data, err := model.New(madeUpLayout, records)
	return source{data: data, truth: madeUpTruth}, err
}

func drawn(lots *rand.Rand, from ...string) string {
	return from[int(lots.Float64()*float64(len(from)))]
}
