// Package etom owns the standard as data: the processes of the Enhanced Telecom Operations Map (eTOM) around Customer
// Relationship Management, level 0 to 3, with their English and German names, and the parties of the process flows.
// It does not own what the processes do (the packages crm/..., ordering, sla and billing do) nor the flows (etom/flow does).
//
// A newcomer looks a process up by its number and walks from there:
//
//	credit, _ := etom.Lookup("3.5.2")
//	fmt.Println(credit.Name, "|", credit.De) // Authorize Credit | Kredit vergeben
//	fmt.Println(credit.Parent, credit.Verticals) // 3.5 [Fulfillment]
//	party, _ := etom.PartyOf(credit.ID)
//	fmt.Println(party.Name()) // Order Handling
//	for _, p := range etom.Children("3.5") {
//		fmt.Println(p.ID, p.Name, p.Does)
//	}
//	fmt.Print(etom.Matrix()) // figure 2 as text
//
// # Sources
//
// The numbers and both names of the level-2 and level-3 processes are those of the seminar paper "Customer Relationship
// Management in eTOM" (Wen-Wang Wu, winter term 2003/04), section 3, after GB921 Addendum D; level 0 and 1 are those of its section 2 and of
// ITU-T M.3050.1. The Framework identifiers are those of the TM Forum's Business Process Framework v26.0.
//
// Everything here is immutable and safe for concurrent use; the package imports nothing but the standard library.
package etom
