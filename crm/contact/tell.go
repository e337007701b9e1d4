package contact

import (
	"cmp"
	"context"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/work"
)

// TellStatus tells the customer the status that was noted last (ordering, step 13).
func (s *Service) TellStatus(ctx context.Context, customer, about string) (Interaction, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Interaction, error) { return s.TellStatusTx(u, customer, about) })
}

// TellStatusTx is TellStatus in the caller's unit.
func (s *Service) TellStatusTx(u *work.Unit, customer, about string) (Interaction, error) {
	return s.tell(u, customer, about, EventStatus, false)
}

// TellCompletion tells the customer that it is complete (ordering, step 15), once: again only after another state was noted.
func (s *Service) TellCompletion(ctx context.Context, customer, about string) (Interaction, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Interaction, error) { return s.TellCompletionTx(u, customer, about) })
}

// TellCompletionTx is TellCompletion in the caller's unit.
func (s *Service) TellCompletionTx(u *work.Unit, customer, about string) (Interaction, error) {
	return s.tell(u, customer, about, EventCompletion, true)
}

func (s *Service) tell(u *work.Unit, customer, about, typ string, end bool) (Interaction, error) {
	var c fault.Check
	c.Text("customer", customer, fault.MaxID)
	c.Text("about", about, fault.MaxID)
	if err := c.Err("contact.status"); err != nil {
		return Interaction{}, err
	}
	m, err := noted(u, customer, about)
	if err != nil {
		return Interaction{}, err
	}
	if end && m.Ended {
		return Interaction{}, fault.State(fault.Subject("contact.status", about), "its completion has been told already")
	}
	p, err := profileOf(u, customer)
	if err != nil {
		return Interaction{}, err
	}
	if end {
		m.Ended = true
		if err := matters.Put(u, &m); err != nil {
			return Interaction{}, err
		}
	}
	lang := cmp.Or(p.Language, s.config.Language)
	return s.send(u, m.Status.told(lang, typ), typ, "")
}

// told is the message that tells the status.
func (st Status) told(lang, typ string) Outbound {
	return Outbound{Correlation: st.Correlation, Customer: st.Customer, About: st.About, Reason: typ, Language: lang,
		Text: st.sentence(lang), Content: st.Content}
}

// AnswerStatus answers a status inquiry from what is stored. An inquiry that does not say what it is about means the last
// thing of which a status was noted. Where nothing is known, the answer says so. The inquiry is then completed.
func (s *Service) AnswerStatus(ctx context.Context, id string) (Interaction, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Interaction, error) { return s.AnswerStatusTx(u, id) })
}

// AnswerStatusTx is AnswerStatus in the caller's unit. It returns the answer.
func (s *Service) AnswerStatusTx(u *work.Unit, id string) (Interaction, error) {
	i, err := request(u, id)
	if err != nil {
		return Interaction{}, err
	}
	if i.Kind != StatusInquiry {
		return Interaction{}, fault.State(i.Subject(), "is a "+string(i.Kind)+"; only a statusInquiry is answered with a status")
	}
	done, err := i.apply(Complete, u.At, "answered")
	if err != nil {
		return Interaction{}, err
	}
	p, err := profileOf(u, i.Customer)
	if err != nil {
		return Interaction{}, err
	}
	answer, typ, err := i.statusAnswer(u, cmp.Or(i.About, p.latest()))
	if err != nil {
		return Interaction{}, err
	}
	if err := interactions.Put(u, &done); err != nil {
		return Interaction{}, err
	}
	return s.answer(u, i, answer, typ)
}

// statusAnswer is what the inquiry is answered, and the type of the event: a status, or that none is known.
func (i Interaction) statusAnswer(u *work.Unit, about string) (Outbound, string, error) {
	o := Outbound{About: about, Text: nothingKnown(i.Language, about)}
	if about == "" {
		return o, EventStatusUnknown, nil
	}
	m, found, err := matters.Find(u, matterID(i.Customer, about))
	switch {
	case err != nil:
		return o, "", err
	case !found:
		o.About = "" // nothing is tracked because a customer asked for it
	case m.Status == nil:
		o.Text = lastTold(i.Language, m)
	default:
		o.Text, o.Content = m.Status.sentence(i.Language), m.Status.Content
		return o, EventStatus, nil
	}
	return o, EventStatusUnknown, nil
}

// answer sends what answers a request, by the way it came and in its case.
func (s *Service) answer(u *work.Unit, i Interaction, o Outbound, typ string) (Interaction, error) {
	o.Correlation, o.Customer, o.Channel, o.Language, o.Reason = i.Correlation, i.Customer, i.Channel, i.Language, typ
	return s.send(u, o, typ, i.ID)
}
