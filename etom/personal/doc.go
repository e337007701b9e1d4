// Package personal owns how personal data is shown to the person and erased (GDPR 15 and 17): what a Holder is, what is said
// of each thing that is stored, and the periods for which German law demands that something be kept. It does not own any
// record: every room declares what it stores about a customer, for what, and what may become of it.
//
//	var held = personal.Holders{
//		personal.Of(notes, personal.Records[Note]{Holder: "crm/note", Purpose: "to remember what was said",
//			Basis: personal.Interest, Key: "customer"}), // deleted whole
//		personal.Of(letters, personal.Records[Letter]{Holder: "crm/note", Purpose: "what was written",
//			Basis: personal.Contract, Key: "customer",
//			Keep:  func(u *work.Unit, l Letter) (personal.Stay, error) { return personal.BusinessLetter.Stay(l.On), nil },
//			Scrub: func(l Letter) Letter { l.Name, l.Text = "", ""; return l }}), // the name goes, the fact stays
//	}
//
//	func (s *Service) Personal(u *work.Unit, customer string) ([]personal.Item, error) { return held.Personal(u, customer) }
//	func (s *Service) Erase(u *work.Unit, customer string) ([]personal.Item, error)    { return held.Erase(u, customer) }
package personal
