package billing

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/event"
	"github.com/etomcrm/etomcrm/etom/personal"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

const holder = "billing"

var (
	scrubAccount = personal.Scrub[Account]("parent", "issuer", "zone", "language", "region", "country", "Discount.name", "Condition.name", "Commitment.name")
	scrubInquiry = personal.Scrub[Inquiry]("interaction", "bill", "dispute")
	scrubDispute = personal.Scrub[Dispute]("inquiry", "account", "bill", "billNo", "creditNote")
	scrubSheet   = personal.Scrub[sheet]("account", "path", "product", "kind", "unit")
)

// held is what is kept about customers: accounts, what is billed on them, the bills, what was asked and disputed, and usage with
// its traffic data. Names, addresses, numbers called and the customer's words go; what was billed stays.
var held = personal.Holders{
	personal.Of(accounts, personal.Records[Account]{Holder: holder, Purpose: "to know who is billed, and where", Basis: personal.Contract, Key: "customer",
		Case:  func(a Account) string { return a.ID },
		Keep:  func(u *work.Unit, a Account) (personal.Stay, error) { return a.stay(u) },
		Scrub: scrubAccount}),
	personal.Of(agreements, personal.Records[agreementNote]{Holder: holder, Purpose: "to bill as agreed", Basis: personal.Contract,
		Find: ofAccounts(func(u *work.Unit, account string) ([]agreementNote, error) {
			return agreements.By(u, "account", account)
		}),
		Case:  func(a agreementNote) string { return a.Agreement.Correlation },
		Scrub: unchanged[agreementNote]}),
	personal.Of(products, personal.Records[Product]{Holder: holder, Purpose: "to bill what the customer holds", Basis: personal.Contract, Key: "customer",
		Scrub: unchanged[Product]}),
	personal.Of(bills.Collection, personal.Records[BillFile]{Holder: holder, Purpose: "to be paid, and to prove it to the tax office", Basis: personal.Law,
		Find:  func(u *work.Unit, customer string) ([]BillFile, error) { return bills.By(u, "customer", customer) },
		Case:  func(f BillFile) string { return f.Bill.Correlation },
		Keep:  func(u *work.Unit, f BillFile) (personal.Stay, error) { return f.stay(u), nil },
		Scrub: BillFile.scrubbed,
		Write: func(u *work.Unit, f *BillFile) error { return bills.Put(u, f) }}),
	personal.Of(inquiries, personal.Records[Inquiry]{Holder: holder, Purpose: "to answer what the customer asks about bills", Basis: personal.Contract, Key: "customer",
		Case: func(i Inquiry) string { return i.Correlation },
		Keep: func(_ *work.Unit, i Inquiry) (personal.Stay, error) {
			if i.State != InquiryAnswered {
				return personal.Open("the inquiry is not answered"), nil
			}
			return personal.BusinessLetter.StaySince(i.At), nil
		},
		Scrub: scrubInquiry}),
	personal.Of(disputes, personal.Records[Dispute]{Holder: holder, Purpose: "to settle what the customer does not accept", Basis: personal.Contract, Key: "customer",
		Case: func(d Dispute) string { return d.Correlation },
		Keep: func(_ *work.Unit, d Dispute) (personal.Stay, error) {
			if d.State == DisputeOpen {
				return personal.Open("the dispute is open"), nil
			}
			return personal.BusinessLetter.StaySince(d.SettledAt), nil
		},
		Scrub: scrubDispute}),
	personal.Of(sheets, personal.Records[sheet]{Holder: holder, Purpose: "to bill what was used, and to prove it", Basis: personal.Contract,
		Find:  ofAccounts(sheetsOf),
		Case:  func(sh sheet) string { return sh.Account },
		Keep:  func(u *work.Unit, sh sheet) (personal.Stay, error) { return sh.stay(u) },
		Scrub: scrubSheet}),
}

// unchanged scrubs what names no person: it is shown, and stays.
func unchanged[T any](record T) T { return record }

// ofAccounts finds what belongs to the accounts of a customer.
func ofAccounts[T any](find func(*work.Unit, string) ([]T, error)) func(*work.Unit, string) ([]T, error) {
	return func(u *work.Unit, customer string) ([]T, error) {
		all, err := accounts.By(u, "customer", customer)
		if err != nil {
			return nil, err
		}
		var found []T
		for _, a := range all {
			some, err := find(u, a.ID)
			if err != nil {
				return nil, err
			}
			found = append(found, some...)
		}
		return found, nil
	}
}

// sheetsOf are the sheets of usage of an account: their ids begin with its id.
func sheetsOf(u *work.Unit, account string) ([]sheet, error) {
	all, _, err := sheets.Page(u, store.Query{From: account + "/", To: account + "0"}) // '0' follows '/'
	kept := all[:0]
	for _, sh := range all {
		if sh.Account == account { // another account's id may go on behind a stroke
			kept = append(kept, sh)
		}
	}
	return kept, err
}

// stay says why an account's data is kept: while it is in use, something is left to bill, or a bill is open.
func (a Account) stay(u *work.Unit) (personal.Stay, error) {
	if a.State == AccountActive {
		return personal.Open("the billing account is active"), nil
	}
	l, found, err := ledgers.Find(u, a.ID)
	if err != nil {
		return personal.Stay{}, err
	}
	if found && !l.Idle {
		return personal.Open("something is left to bill on the account"), nil
	}
	all, err := bills.Collection.By(u, "account", a.ID)
	for _, f := range all {
		if f.open(u) {
			return personal.Open("a bill of the account is open"), nil
		}
	}
	return personal.Stay{}, err
}

// open reports whether a bill is not at its end: not issued, or not paid; what is not paid when the law lets the bill go can be
// claimed no longer.
func (f BillFile) open(u *work.Unit) bool {
	if !f.issued() {
		return true
	}
	owed := f.Bill.State != BillSettled && !f.Bill.Kind.Corrects() && f.Bill.Due.Sign() > 0
	return owed && calendar.DateOf(u.At, nil).Before(personal.Voucher.Until(f.Bill.Date))
}

func (f BillFile) stay(u *work.Unit) personal.Stay {
	if f.open(u) {
		return personal.Open("the bill is " + string(f.Bill.State))
	}
	return personal.Voucher.Stay(f.Bill.Date)
}

// scrubbed is the bill to nobody. It is the one change of an issued bill: whoever it was for is not known any more.
func (f BillFile) scrubbed() BillFile {
	to := f.Bill.Recipient
	f.Bill.Recipient = Recipient{Business: to.Business, Address: Address{Region: to.Address.Region, Country: to.Address.Country}} // by which it was taxed
	f.Bill.Reason.Message, f.Bill.ReasonDe = "", ""
	f.Bill.SubAccounts = append([]SubAccount(nil), f.Bill.SubAccounts...)
	for n := range f.Bill.SubAccounts {
		f.Bill.SubAccounts[n].Name = ""
	}
	f.Bill.Findings = append([]Finding(nil), f.Bill.Findings...)
	for n := range f.Bill.Findings {
		f.Bill.Findings[n].Text, f.Bill.Findings[n].De = "", ""
	}
	f.Dispatches = append([]Dispatch(nil), f.Dispatches...)
	for n := range f.Dispatches {
		d := &f.Dispatches[n]
		d.To, d.By, d.Why, d.Fault = "", "", "", ""
	}
	f.History = append([]BillStep(nil), f.History...)
	for n := range f.History {
		f.History[n].By, f.History[n].Why = "", ""
	}
	return f
}

// stay says why the traffic data of a sheet is kept: until it is billed; then while its bill is disputed; and while the bill is
// not paid, but no longer than the law allows.
func (sh sheet) stay(u *work.Unit) (personal.Stay, error) {
	l, _, err := ledgers.Find(u, sh.Account)
	if err != nil {
		return personal.Stay{}, err
	}
	seen := map[calendar.Date]bool{}
	for n := range sh.Records {
		r := &sh.Records[n]
		with := r.with(&sh)
		if r.Moved || seen[with] {
			continue
		}
		seen[with] = true
		if !l.Idle && !with.Before(l.Open.From()) {
			return personal.Open("the usage is not billed"), nil
		}
		if stay, err := proves(u, BillCase(sh.Account, with)); err != nil || stay != (personal.Stay{}) {
			return stay, err
		}
	}
	return personal.Stay{}, nil
}

// proves says whether a bill still has to be proven by traffic data. A consolidated bill is under its parent's id: what is on one
// is not found, and goes.
func proves(u *work.Unit, bill string) (personal.Stay, error) {
	f, found, err := bills.Collection.Find(u, bill)
	if err != nil || !found {
		return personal.Stay{}, err
	}
	about, err := disputes.By(u, "bill", bill)
	if err != nil {
		return personal.Stay{}, err
	}
	for _, d := range about {
		if d.State == DisputeOpen {
			return personal.Open("the bill is disputed, and the traffic data proves it"), nil
		}
	}
	if until := personal.Traffic.Until(f.Bill.Date); f.open(u) && (!f.issued() || calendar.DateOf(u.At, nil).Before(until)) {
		return personal.Open("the bill is open, and the traffic data proves it: until " + until.String() + " at the latest, " + personal.Traffic.Law), nil
	}
	return personal.Stay{}, nil
}

// Personal shows what is kept of a customer's accounts, bills and usage; it implements personal.Holder.
func (s *Service) Personal(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Personal(u, customer)
}

// Erase takes names, addresses, traffic data and the customer's words out of what is kept, but for what is open, and for bills as
// long as the law says; it implements personal.Holder.
func (s *Service) Erase(u *work.Unit, customer string) ([]personal.Item, error) {
	return held.Erase(u, customer)
}

// EventKeep says what stays of the data of this package's events when a customer's data is erased.
func EventKeep() event.Keep { return eventKeep }

var eventKeep = event.Keeping("parent", "issuer", "no", "corrects", "correctsNo", "creditNote", "dispute", "batch", "fee", "tariff", "taxClass", "supply",
	"priceType", "recurringChargePeriod", "region", "country", "rebate", "before", "sources", "engine")
