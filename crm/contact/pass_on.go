package contact

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Outbound is what a process has to say to a customer.
type Outbound struct {
	Correlation string          // the case; empty: that of About, or a new one
	Customer    string          //
	About       string          // the id of what it concerns; inbound contacts about it then find the case; may be empty
	Reason      string          // the type of the event that is told, such as "selling.proposal.made"
	Text        string          // may be empty: the channel writes the words
	Content     json.RawMessage // the event's data; may be nil
	Channel     Channel         // empty: that of the customer's last contact, or Config.Channel
	Language    string          // empty: the customer's
	Answers     []Kind          // open requests of the case that are completed by this message
}

func (o Outbound) check() error {
	var c fault.Check
	c.Optional("correlation", o.Correlation, fault.MaxID)
	c.Text("customer", o.Customer, fault.MaxID)
	c.Optional("about", o.About, fault.MaxID)
	c.Text("reason", o.Reason, fault.MaxName)
	c.Optional("text", o.Text, fault.MaxText)
	checkContent(&c, o.Content)
	if o.Channel != "" {
		checkChannel(&c, o.Channel)
	}
	if o.Language != "" {
		checkLanguage(&c, "language", o.Language)
	}
	for n, k := range o.Answers {
		_, known := RouteOf(k)
		c.That(known, fmt.Sprintf("answers[%d]", n), fault.RuleUnknown, "must be one of Routes()")
	}
	return c.Err("contact.outbound")
}

// PassOn passes a message on to the customer, by the channel of the customer's last contact: it leaves through the outbox.
func (s *Service) PassOn(ctx context.Context, o Outbound) (Interaction, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Interaction, error) { return s.PassOnTx(u, o) })
}

// PassOnTx is PassOn in the caller's unit.
func (s *Service) PassOnTx(u *work.Unit, o Outbound) (Interaction, error) {
	if err := o.check(); err != nil {
		return Interaction{}, err
	}
	return s.send(u, o, EventPassedOn, "")
}

// Log keeps in the history a message that a process told the customer directly, without us.
func (s *Service) Log(ctx context.Context, o Outbound) (Interaction, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Interaction, error) { return s.LogTx(u, o) })
}

// LogTx is Log in the caller's unit.
func (s *Service) LogTx(u *work.Unit, o Outbound) (Interaction, error) {
	if err := o.check(); err != nil {
		return Interaction{}, err
	}
	return s.send(u, o, EventLogged, "")
}

// LogInbound keeps in the history what a customer told a process directly, without us. The customer must be named.
func (s *Service) LogInbound(ctx context.Context, in Inbound) (Interaction, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Interaction, error) { return s.LogInboundTx(u, in) })
}

// LogInboundTx is LogInbound in the caller's unit.
func (s *Service) LogInboundTx(u *work.Unit, in Inbound) (Interaction, error) {
	if err := in.check(); err != nil {
		return Interaction{}, err
	}
	if in.Customer == "" {
		var c fault.Check
		c.Add("customer", fault.RuleRequired, "must be named: whoever talked with them knows who it was")
		return Interaction{}, c.Err("contact.inbound")
	}
	return work.Once(u, "contact.logInbound", in.Key, in, func() (Interaction, error) {
		i := in.interaction(u)
		p, err := profileOf(u, i.Customer)
		if err != nil {
			return Interaction{}, err
		}
		if i, err = s.place(u, i, p); err != nil {
			return Interaction{}, err
		}
		p = p.contact(i)
		if err := profiles.Put(u, &p); err != nil {
			return Interaction{}, err
		}
		if i, err = i.apply(Complete, u.At, "talked with the process directly"); err != nil {
			return Interaction{}, err
		}
		return i.put(u, EventLogged, i.message())
	})
}

// send keeps a checked message, says that it goes, and completes the requests that it answers: answers is the one that
// it was written for, if there is one.
func (s *Service) send(u *work.Unit, o Outbound, typ, answers string) (Interaction, error) {
	p, err := profileOf(u, o.Customer)
	if err != nil {
		return Interaction{}, err
	}
	i := Interaction{Meta: store.Meta{ID: u.NewID()}, Correlation: o.Correlation, Customer: o.Customer, Direction: ToCustomer,
		Channel: cmp.Or(o.Channel, p.LastChannel, s.config.Channel), Reason: o.Reason, Text: o.Text, Content: o.Content,
		About: o.About, Language: cmp.Or(o.Language, p.Language, s.config.Language), Answers: answers, Status: Open, At: u.At}
	if i, err = i.track(u); err != nil {
		return Interaction{}, err
	}
	p = p.message(i)
	if err := profiles.Put(u, &p); err != nil {
		return Interaction{}, err
	}
	if i, err = i.apply(Complete, u.At, ""); err != nil {
		return Interaction{}, err
	}
	if i, err = i.put(u, typ, i.message()); err != nil {
		return Interaction{}, err
	}
	return i, i.settle(u, o.Answers)
}

// settle completes the open requests of the case that the message answers.
func (i Interaction) settle(u *work.Unit, kinds []Kind) error {
	if len(kinds) == 0 {
		return nil
	}
	all, err := inCase(u, i.Correlation)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.Customer != i.Customer || !r.waits(kinds) {
			continue
		}
		if _, err := r.complete(u, "answered by "+i.ID); err != nil {
			return err
		}
	}
	return nil
}
