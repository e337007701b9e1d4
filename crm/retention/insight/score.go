package insight

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Score is what a model said of a customer at an instant, with the facts it was told. It is a value and is never changed.
type Score struct {
	store.Meta
	Customer     string            `json:"customer"`
	Model        string            `json:"model"`
	ModelVersion string            `json:"modelVersion"`
	Fingerprint  string            `json:"fingerprint"` // of the model
	Number       int               `json:"number"`      // 1 for the customer's first score of the model, and so on
	At           time.Time         `json:"at"`
	Probability  float64           `json:"probability"` // of what the model foretells, 0 to 1
	Explanation  model.Explanation `json:"explanation"`
	Facts        model.Facts       `json:"facts"`
}

const keyScore = "customerModel"

var scores = store.NewCollection("insight.score", func(x *Score) []store.Key {
	return []store.Key{{Name: keyCustomer, Value: x.Customer}, {Name: keyScore, Value: digest(x.Customer, x.Model)}}
})

// Score scores a customer by the version of a model that is in force, and stores the score with its facts and reasons. If the model
// and all it asks for are as they were the last time, that score is returned and nothing is stored. fault.ErrNotFound: no such
// model. A customer who objects is a *fault.Refusal. fault.ErrInvalid: facts are missing, and the model has no policy for that.
func (s *Service) Score(ctx context.Context, customer, name string) (Score, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Score, error) { return s.ScoreTx(u, customer, name) })
}

// ScoreTx is Score in the caller's unit.
func (s *Service) ScoreTx(u *work.Unit, customer, name string) (Score, error) {
	var c fault.Check
	c.Text("customer", customer, fault.MaxID)
	c.Text("model", name, fault.MaxName)
	if err := c.Err("insight.score"); err != nil {
		return Score{}, err
	}
	if err := refuseObjector(u, customer); err != nil {
		return Score{}, err
	}
	by, err := inForce(u, scoreModels, name)
	if err != nil {
		return Score{}, err
	}
	facts, err := s.gather(u, customer, by.Model)
	if err != nil {
		return Score{}, err
	}
	last, err := s.lastScore(u, customer, name)
	if err != nil {
		return Score{}, err
	}
	if last.Fingerprint == by.Published.Fingerprint && equal(last.Facts, facts) {
		return last, nil
	}
	why, err := by.Model.Explain(facts)
	if err != nil {
		return Score{}, err
	}
	x := Score{Meta: store.Meta{ID: u.NewID()}, Customer: customer, Model: name, ModelVersion: by.Published.Version, Fingerprint: by.Published.Fingerprint,
		Number: last.Number + 1, At: u.At, Probability: why.Probability, Explanation: why, Facts: facts}
	if err := scores.Put(u, &x); err != nil {
		return Score{}, err
	}
	return x, u.Emit(EventScoreGiven, customer, "", ScoreNotice{Customer: customer, Score: x.ID, Model: name, Version: x.ModelVersion, Probability: x.Probability})
}

// Rescore scores a customer anew by every model that has scored the customer, since facts have changed; those whose facts have not
// stay as they are. A customer who objects has no scores.
func (s *Service) Rescore(ctx context.Context, customer string) ([]Score, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) ([]Score, error) { return s.RescoreTx(u, customer) })
}

// RescoreTx is Rescore in the caller's unit.
func (s *Service) RescoreTx(u *work.Unit, customer string) ([]Score, error) {
	all, err := scores.By(u, keyCustomer, customer)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, x := range all {
		names[x.Model] = true
	}
	var now []Score
	for _, name := range slices.Sorted(maps.Keys(names)) {
		x, err := s.ScoreTx(u, customer, name)
		if err != nil {
			return nil, err
		}
		now = append(now, x)
	}
	return now, nil
}

// Scores are all scores of a customer, by model and in their order.
func (s *Service) Scores(ctx context.Context, customer string) ([]Score, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]Score, error) { return s.ScoresTx(u, customer) })
}

// ScoresTx is Scores in the caller's unit.
func (s *Service) ScoresTx(u *work.Unit, customer string) ([]Score, error) {
	all, err := scores.By(u, keyCustomer, customer)
	slices.SortFunc(all, func(a, b Score) int {
		if order := strings.Compare(a.Model, b.Model); order != 0 {
			return order
		}
		return a.Number - b.Number
	})
	return all, err
}

// LastScoreTx is the customer's last score of a model; ok is false if there is none.
func (s *Service) LastScoreTx(u *work.Unit, customer, name string) (last Score, ok bool, err error) {
	last, err = s.lastScore(u, customer, name)
	return last, last.Number > 0, err
}

func (s *Service) lastScore(u *work.Unit, customer, name string) (Score, error) {
	all, err := scores.By(u, keyScore, digest(customer, name))
	var last Score
	for _, x := range all {
		if x.Number > last.Number {
			last = x
		}
	}
	return last, err
}

// gather gives the facts that a model asks for, as far as they are known: those of the last twelve whole months, and over them what
// the source says.
func (s *Service) gather(u *work.Unit, customer string, m model.Model) (model.Facts, error) {
	all, err := s.MonthsTx(u, customer, lastYear(u))
	if err != nil {
		return model.Facts{}, err
	}
	var drivers []string
	for _, in := range m.Inputs {
		if driver, ok := strings.CutPrefix(in.Name, InputDriver); ok {
			drivers = append(drivers, driver)
		}
	}
	known, err := MonthFacts(all, drivers...)
	if err != nil {
		return model.Facts{}, err
	}
	var more model.Facts
	if s.source != nil {
		if more, err = s.source.Gather(u, customer, slices.Clone(m.Inputs)); err != nil {
			return model.Facts{}, err
		}
	}
	var facts model.Facts
	for _, in := range m.Inputs {
		facts.Numbers = take(facts.Numbers, in.Name, more.Numbers, known.Numbers)
		facts.Texts = take(facts.Texts, in.Name, more.Texts, known.Texts)
	}
	return facts, nil
}

// take takes a fact from the first that has it.
func take[V any](into map[string]V, name string, from ...map[string]V) map[string]V {
	for _, one := range from {
		v, ok := one[name]
		if !ok {
			continue
		}
		if into == nil { // as a stored score without any is read
			into = map[string]V{}
		}
		into[name] = v
		return into
	}
	return into
}

func equal(a, b model.Facts) bool {
	return maps.Equal(a.Numbers, b.Numbers) && maps.Equal(a.Texts, b.Texts)
}

// Replay is a score explained anew by the version of the model that gave it. It is a value.
type Replay struct {
	Score       Score             `json:"score"`
	Model       Published         `json:"model"`
	Explanation model.Explanation `json:"explanation"`
	Same        bool              `json:"same"` // it comes to the same probability again, within 1e-12: machines differ in the last digit
}

// Explain computes a score anew from its facts, by the version of the model that gave it. fault.ErrNotFound: no such score.
func (s *Service) Explain(ctx context.Context, score string) (Replay, error) {
	return work.See(ctx, s.env, func(u *work.Unit) (Replay, error) {
		x, err := scores.Get(u, score)
		if err != nil {
			return Replay{}, err
		}
		by, err := find(u, scoreModels, x.Model, x.ModelVersion)
		if err != nil {
			return Replay{}, err
		}
		why, err := by.Model.Explain(x.Facts)
		if err != nil {
			return Replay{}, err
		}
		const digits = 1e-12
		same := max(why.Probability-x.Probability, x.Probability-why.Probability) <= digits && by.Published.Fingerprint == x.Fingerprint
		return Replay{Score: x, Model: by.Published, Explanation: why, Same: same}, nil
	})
}
