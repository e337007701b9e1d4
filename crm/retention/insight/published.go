package insight

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/crm/retention/model"
	"github.com/etomcrm/etomcrm/crm/retention/value"
	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Published is a version of a model that was published. What was published is never changed; the version published last is in force.
// It is a value.
type Published struct {
	Kind        string    `json:"kind"` // ScoreModels or ValueModels
	Name        string    `json:"name"`
	Version     string    `json:"version"`
	Number      int       `json:"number"` // 1 for the first version of the name, and so on
	At          time.Time `json:"at"`
	Fingerprint string    `json:"fingerprint"` // of the contents
}

// The kinds of model.
const (
	ScoreModels = "score" // model.Model
	ValueModels = "value" // ValueModel
)

// ValueModel is what a customer's lifetime value is computed by. It is a value.
type ValueModel struct {
	Name     string           `json:"name"`
	Version  string           `json:"version"`
	Buying   value.BGNBD      `json:"buying"`
	Spending value.GammaGamma `json:"spending"`
	Terms    value.Terms      `json:"terms"`
}

// Check refuses what is wrong with the model, as fault.ErrInvalid.
func (m ValueModel) Check() error {
	var c fault.Check
	c.Text("name", m.Name, fault.MaxName)
	c.Text("version", m.Version, fault.MaxName)
	if err := c.Err("insight.valueModel"); err != nil {
		return err
	}
	for _, part := range []interface{ Check() error }{m.Buying, m.Spending, m.Terms} {
		if err := part.Check(); err != nil {
			return err
		}
	}
	return nil
}

// version is a published model as it is stored.
type version[M any] struct {
	store.Meta
	Published Published `json:"published"`
	Model     M         `json:"model"`
}

const keyName = "name"

func keysOf[M any](v *version[M]) []store.Key {
	return []store.Key{{Name: keyName, Value: v.Published.Name}}
}

var (
	scoreModels = store.NewCollection("insight.scoreModel", keysOf[model.Model])
	valueModels = store.NewCollection("insight.valueModel", keysOf[ValueModel])
)

type versions[M any] = store.Collection[version[M], *version[M]]

// PublishModel publishes a version of a model for scores. The same once more changes nothing; other contents under a version that was
// published are fault.ErrConflict, what model.Model.Check refuses is fault.ErrInvalid. Who wants an earlier version back publishes it
// under a new one.
func (s *Service) PublishModel(ctx context.Context, m model.Model) (Published, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Published, error) { return s.PublishModelTx(u, m) })
}

// PublishModelTx is PublishModel in the caller's unit.
func (s *Service) PublishModelTx(u *work.Unit, m model.Model) (Published, error) {
	if err := m.Check(); err != nil {
		return Published{}, err
	}
	return publish(u, scoreModels, Published{Kind: ScoreModels, Name: m.Name, Version: m.Version, Fingerprint: m.Fingerprint()}, m)
}

// PublishValueModel publishes a version of a model for lifetime values, as PublishModel does.
func (s *Service) PublishValueModel(ctx context.Context, m ValueModel) (Published, error) {
	return work.Do(ctx, s.env, func(u *work.Unit) (Published, error) { return s.PublishValueModelTx(u, m) })
}

// PublishValueModelTx is PublishValueModel in the caller's unit.
func (s *Service) PublishValueModelTx(u *work.Unit, m ValueModel) (Published, error) {
	if err := m.Check(); err != nil {
		return Published{}, err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return Published{}, err
	}
	return publish(u, valueModels, Published{Kind: ValueModels, Name: m.Name, Version: m.Version, Fingerprint: digest(string(text))}, m)
}

func publish[M any](u *work.Unit, in *versions[M], p Published, m M) (Published, error) {
	id := digest(p.Name, p.Version)
	was, found, err := in.Find(u, id)
	if err != nil {
		return Published{}, err
	}
	if found {
		if was.Published.Fingerprint != p.Fingerprint {
			return Published{}, fault.Conflict(fault.Subject("insight.model", p.Name), fmt.Sprintf("version %q was published with other contents; publish this one under a new version", p.Version))
		}
		return was.Published, nil
	}
	before, err := in.By(u, keyName, p.Name)
	if err != nil {
		return Published{}, err
	}
	p.At, p.Number = u.At, len(before)+1
	if err := in.Put(u, &version[M]{Meta: store.Meta{ID: id}, Published: p, Model: m}); err != nil {
		return Published{}, err
	}
	return p, u.Emit(EventModelPublished, p.Name, "", ModelNotice{Kind: p.Kind, Name: p.Name, Version: p.Version, Fingerprint: p.Fingerprint})
}

// inForce is the version of a name that was published last, or fault.ErrNotFound.
func inForce[M any](u *work.Unit, in *versions[M], name string) (version[M], error) {
	all, err := in.By(u, keyName, name)
	if err != nil {
		return version[M]{}, err
	}
	var last version[M]
	for _, one := range all {
		if one.Published.Number > last.Published.Number {
			last = one
		}
	}
	if last.Published.Number == 0 {
		return last, fault.NotFound(fault.Subject("insight.model", name))
	}
	return last, nil
}

// Model is the model for scores of a name and version, as it was published; without a version, the one in force. fault.ErrNotFound if
// there is none.
func (s *Service) Model(ctx context.Context, name, version string) (model.Model, Published, error) {
	var p Published
	m, err := work.See(ctx, s.env, func(u *work.Unit) (model.Model, error) {
		v, err := find(u, scoreModels, name, version)
		p = v.Published
		return v.Model, err
	})
	return m, p, err
}

// ValueModel is the model for lifetime values of a name and version, as Model is that for scores.
func (s *Service) ValueModel(ctx context.Context, name, version string) (ValueModel, Published, error) {
	var p Published
	m, err := work.See(ctx, s.env, func(u *work.Unit) (ValueModel, error) {
		v, err := find(u, valueModels, name, version)
		p = v.Published
		return v.Model, err
	})
	return m, p, err
}

func find[M any](u *work.Unit, in *versions[M], name, ver string) (version[M], error) {
	if ver == "" {
		return inForce(u, in, name)
	}
	v, found, err := in.Find(u, digest(name, ver))
	if err == nil && !found {
		err = fault.NotFound(fault.Subject("insight.model", name+" "+ver))
	}
	return v, err
}
