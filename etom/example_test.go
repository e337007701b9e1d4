package etom_test

import (
	"fmt"

	"github.com/etomcrm/etomcrm/etom"
)

func Example() {
	credit, _ := etom.Lookup("3.5.2")
	fmt.Println(credit.Name, "|", credit.De)
	fmt.Println(credit.Parent, credit.Verticals)
	party, _ := etom.PartyOf(credit.ID)
	fmt.Println(party.Name())
	for _, p := range etom.Children("3.6") {
		fmt.Println(p.ID, p.Name)
	}
	// Output:
	// Authorize Credit | Kredit vergeben
	// 3.5 [Fulfillment]
	// Order Handling
	// 3.6.1 Isolate Problem & Initiate Resolution
	// 3.6.2 Report Problem
	// 3.6.3 Track and Manage Problem
	// 3.6.4 Close Problem
}

func ExampleParties() {
	for _, p := range etom.Parties() {
		if p.Kind() == etom.KindOutside {
			fmt.Println(p, "|", p.Name(), "|", p.De())
		}
	}
	// Output:
	// Customer | Customer | Kunde
	// ServiceConfigurationActivation | Service Configuration & Activation | Service Configuration & Activation
	// ServiceQualityManagement | Service Quality Management | Service Quality Management
	// ServiceProblemManagement | Service Problem Management | Service Problem Management
	// ServiceRating | Service & Specific Instance Rating | Service & Specific Instance Rating
}
