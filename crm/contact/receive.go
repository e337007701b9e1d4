package contact

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/etomcrm/etomcrm/etom"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Inbound is a contact that a customer makes.
type Inbound struct {
	Key         string          // the caller's key, such as the mail's message id: the same contact twice is one; may be empty
	From        string          // the key by which the sender is known: an e-mail address, a telephone number …
	Customer    string          // the customer, if the channel knows: somebody logged in; From is then not looked up
	Channel     Channel         //
	Kind        Kind            // what is wanted, if the channel knows: a web form; empty: it is recognised
	Subject     string          // the subject line
	Text        string          //
	Content     json.RawMessage `json:",omitempty"` // the same for machines, as JSON; may be empty
	About       string          // the id of what it concerns: a quote, an order; may be empty
	Language    string          // German or English; empty: as the text is written
	Correlation string          // the case that it continues; empty: that of About, of Cases, or a new one
}

// The bounds of a contact, in bytes.
const (
	MaxSubject = 1000
	MaxContent = 256 << 10 // as it is stored: without blanks, <, > and & escaped
)

func (in Inbound) check() error {
	var c fault.Check
	c.Optional("key", in.Key, fault.MaxID)
	c.Optional("from", in.From, fault.MaxID)
	c.Optional("customer", in.Customer, fault.MaxID)
	c.That(in.From != "" || in.Customer != "", "from", fault.RuleRequired, "must say who makes contact; or customer must")
	checkChannel(&c, in.Channel)
	_, known := RouteOf(in.Kind)
	c.That(in.Kind == "" || known, "kind", fault.RuleUnknown, "must be one of Routes(), or empty")
	c.Optional("subject", in.Subject, MaxSubject)
	c.Optional("text", in.Text, fault.MaxText)
	c.That(in.Subject != "" || in.Text != "" || len(in.Content) > 0 || in.Kind != "", "text", fault.RuleRequired, "must say something; or subject, content or kind must")
	checkContent(&c, in.Content)
	c.Optional("about", in.About, fault.MaxID)
	if in.Language != "" {
		checkLanguage(&c, "language", in.Language)
	}
	c.Optional("correlation", in.Correlation, fault.MaxID)
	return c.Err("contact.inbound")
}

func checkChannel(c *fault.Check, channel Channel) {
	c.That(slices.Contains(Channels(), channel), "channel", fault.RuleUnknown, "must be email, letter, phone, fax, portal, shop or visit")
}

func checkContent(c *fault.Check, content json.RawMessage) {
	if len(content) == 0 {
		return
	}
	stored, err := json.Marshal(content)
	if err != nil {
		c.Add("content", fault.RuleFormat, "must be JSON")
		return
	}
	c.Optional("content", string(stored), MaxContent)
	c.That(!hasNUL(stored), "content", fault.RuleNUL, "must not contain NUL")
}

// hasNUL reports whether a text in the JSON has a NUL, which stands there as an escape.
func hasNUL(content []byte) bool {
	if !bytes.Contains(content, []byte(`\u0000`)) {
		return false
	}
	for d := json.NewDecoder(bytes.NewReader(content)); ; {
		token, err := d.Token()
		if text, ok := token.(string); ok && strings.ContainsRune(text, 0) {
			return true
		}
		if err != nil {
			return false
		}
	}
}

// Receive takes a contact in (3.2.1, 3.2.2): the customer is identified, the kind of contact recognised, and all of it kept.
// A contact whose sender nobody knows is kept too, until Resolve names the customer. With a Key, receiving again returns
// the first interaction; another contact under the same Key is fault.ErrConflict.
func (s *Service) Receive(ctx context.Context, in Inbound) (Interaction, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Interaction, error) { return s.ReceiveTx(u, in) })
}

// ReceiveTx is Receive in the caller's unit.
func (s *Service) ReceiveTx(u *work.Unit, in Inbound) (Interaction, error) {
	if err := in.check(); err != nil {
		return Interaction{}, err
	}
	return work.Once(u, "contact.receive", in.Key, in, func() (Interaction, error) {
		i := in.interaction(u)
		if i.Unknown() {
			customer, found, err := s.config.Directory.Identify(u, in.From)
			if err != nil {
				return Interaction{}, err
			}
			if !found || customer == "" {
				i.RoutedTo = etom.CustomerInterface // an agent there resolves it
				i.AnswerBy = i.At.Add(s.within(i.Kind))
				return i.put(u, EventUnknown, i.request(""))
			}
			i.Customer = customer
		}
		return s.take(u, i)
	})
}

// interaction is what becomes of the contact before anybody knows whose it is.
func (in Inbound) interaction(u *work.Unit) Interaction {
	i := Interaction{Meta: store.Meta{ID: u.NewID()}, Continues: in.Correlation, Customer: in.Customer, From: in.From,
		Direction: FromCustomer, Channel: in.Channel, Kind: in.Kind, Text: in.Text, Content: in.Content, About: in.About,
		Language: in.Language, Status: Open, At: u.At}
	if i.Kind == "" {
		i.Kind, i.Why = Recognise(in.Subject, in.Text)
	} else {
		i.Why = []fault.Reason{{Code: CodeDeclared, Message: fmt.Sprintf("declared as %s", i.Kind)}}
	}
	i.Reason = cmp.Or(in.Subject, string(i.Kind))
	i.Correlation = i.ID
	if i.Language == "" {
		i.Language = Language(in.Subject, in.Text)
	}
	return i
}

// take puts the request of a known customer among those to be done.
func (s *Service) take(u *work.Unit, i Interaction) (Interaction, error) {
	p, err := profileOf(u, i.Customer)
	if err != nil {
		return Interaction{}, err
	}
	if i, err = s.place(u, i, p); err != nil {
		return Interaction{}, err
	}
	p = p.contact(i)
	i.Language = cmp.Or(i.Language, p.Language, s.config.Language)
	if err := profiles.Put(u, &p); err != nil {
		return Interaction{}, err
	}
	return i.put(u, i.Kind.ReceivedEvent(), i.request(""))
}

// place finds what the request is about, the case it belongs to, and by when it is to be done.
func (s *Service) place(u *work.Unit, i Interaction, p Profile) (Interaction, error) {
	if i.Kind == StatusInquiry {
		i.About = cmp.Or(i.About, p.latest())
	}
	i.AnswerBy = i.At.Add(s.within(i.Kind))
	i.RoutedTo = ""
	if i.Kind == Other {
		i.RoutedTo = etom.CustomerInterface // an agent there classifies it
	}
	if i.Correlation != i.ID {
		return i, nil
	}
	correlation, err := s.caseOf(u, i)
	i.Correlation = correlation
	return i, err
}

// caseOf finds the case: the one that the contact names, unless that is another customer's; the one of what it is about;
// the one that another process knows; or the contact is a case of its own.
func (s *Service) caseOf(u *work.Unit, i Interaction) (string, error) {
	if i.Continues != "" {
		mine, err := ownCase(u, i.Continues, i.Customer)
		if err != nil || mine {
			return i.Continues, err
		}
	}
	if i.About != "" {
		m, found, err := matters.Find(u, matterID(i.Customer, i.About))
		if err != nil || found {
			return m.Correlation, err
		}
	}
	correlation, found, err := s.config.Cases.CaseOf(u, i)
	if err != nil || !found || correlation == "" {
		return i.ID, err
	}
	return correlation, nil
}

// ownCase reports whether nobody but the customer has been in contact about the case: whoever can forge a reference must
// not get into the case of somebody else.
func ownCase(u *work.Unit, correlation, customer string) (bool, error) {
	q := spanOf(byCase, correlation, noTime, noTime)
	q.Limit = 1
	first, _, err := interactions.Page(u, q)
	if err != nil || len(first) == 0 {
		return err == nil, err
	}
	return first[0].Customer == customer, nil
}
