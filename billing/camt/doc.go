// Package camt reads bank statements in the form of ISO 20022 camt.053 (BankToCustomerStatement), versions 001.02 to 001.08 and whatever
// keeps their elements: their namespace is noted, not asked for. It owns what stands on a statement. It does not own what an entry pays
// (package billing/collection), nor any bank's customs beyond the standard.
//
//	file, err := camt.Read(upload, nil) // err: it is no statement, or no XML; nothing of it is used then
//	for _, s := range file.Statements {
//		for _, b := range s.Bad {
//			fmt.Println(b.Line, b.Fields) // line 41: amount: is no number
//		}
//		for _, e := range s.Entries {
//			for _, d := range e.Details {
//				fmt.Println(e.Booking, d.Amount, d.Name, d.EndToEnd, d.Text())
//			}
//		}
//		fmt.Println(s.Findings) // the opening balance and the entries do not make the closing balance
//	}
//
// # Untrusted input
//
// Size, depth, and the length of every text are bounded (Config); a document type, with which entities could be declared, is refused. Memory
// grows with the entries that are returned and with the largest single one.
package camt
