package crm_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/etomcrm/etomcrm/crm"
	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/ordering"
)

// hands is Service Configuration & Activation worked by hand: it keeps what it is given, and does something when told to.
type hands struct {
	orders     *ordering.Service
	questions  []ordering.Feasibility
	order      string
	work       []ordering.ServiceOrder // that may begin
	stops      []ordering.CancellationNotice
	withdrawn  []ordering.CancellationNotice
	problems   []crm.ServiceProblem
	deliveries []string
}

func (h *hands) CheckFeasibility(_ context.Context, delivery string, f ordering.Feasibility) error {
	h.deliveries = append(h.deliveries, delivery)
	h.questions = append(h.questions, f)
	return nil
}

func (h *hands) Issue(ctx context.Context, delivery string, n ordering.WorkNotice) error {
	return h.Release(ctx, delivery, n)
}

func (h *hands) Release(_ context.Context, delivery string, n ordering.WorkNotice) error {
	h.deliveries = append(h.deliveries, delivery)
	h.order = n.Order
	for _, w := range n.Work {
		if w.State == ordering.WorkIssued {
			h.work = append(h.work, w)
		}
	}
	return nil
}

func (h *hands) StopWork(_ context.Context, delivery string, n ordering.CancellationNotice) error {
	h.deliveries = append(h.deliveries, delivery)
	h.stops = append(h.stops, n)
	return nil
}

func (h *hands) Withdraw(_ context.Context, delivery string, n ordering.CancellationNotice) error {
	h.deliveries = append(h.deliveries, delivery)
	h.withdrawn = append(h.withdrawn, n)
	return nil
}

func (h *hands) Report(_ context.Context, delivery string, p crm.ServiceProblem) error {
	h.deliveries = append(h.deliveries, delivery)
	if !p.Proactive { // what an alarm has found is over when the alarm is
		h.problems = append(h.problems, p)
	}
	return nil
}

var errNothingGiven = errors.New("nothing was given to Service Configuration & Activation to do")

// activate is Service Configuration & Activation doing something.
func (p *player) activate(c etomtest.Command) error {
	if p.hands == nil {
		return nil // it works by itself
	}
	switch c.Arg("does") {
	case "answer":
		if len(p.hands.questions) == 0 {
			return errNothingGiven
		}
		answer, err := answerOf(c)
		if err != nil {
			return err
		}
		question := p.hands.questions[0]
		p.hands.questions = p.hands.questions[1:]
		_, err = p.Orders.ReceiveFeasibility(p.ctx, question.ID, answer)
		return err
	case "report":
		if p.hands.order == "" {
			return errNothingGiven
		}
		_, err := p.Orders.ReportProgress(p.ctx, p.hands.order, ordering.Progress{Note: c.Arg("note")})
		return err
	case "finish":
		return p.finish()
	}
	return fmt.Errorf("it cannot %s", c.Arg("does"))
}

func answerOf(c etomtest.Command) (ordering.FeasibilityAnswer, error) {
	takes, err := span(c.Arg("takes"))
	return ordering.FeasibilityAnswer{Feasible: c.Arg("reason") == "", With: c.Arg("with"), LeadTime: takes, Reason: c.Arg("reason"),
		Alternative: c.Arg("alternative")}, err
}

// finish ends all work, and what begins behind it.
func (p *player) finish() error {
	if len(p.hands.work) == 0 {
		return errNothingGiven
	}
	for len(p.hands.work) > 0 {
		w := p.hands.work[0]
		p.hands.work = p.hands.work[1:]
		fmt.Fprintln(&p.out, "work ends on", w.Offering)
		if _, err := p.Orders.EndWork(p.ctx, p.hands.order, ordering.WorkResult{ServiceOrder: w.ID, Done: true}); err != nil {
			return err
		}
		if _, err := p.onward(); err != nil {
			return err
		}
	}
	return nil
}
