package work

import "github.com/etomcrm/etomcrm/etom/store"

// Say notes an event, to be written to the journal when the entity is that it is about.
type Say func(typ string, data any)

// Entity is a pointer to a stored struct that knows what its events are about: its id, and the case it belongs to.
type Entity[T any] interface {
	store.Entity[T]
	About() (subject, correlation string)
}

// Change is how a service changes an entity: it loads it, decides, puts it, and emits what the decision says. An error of
// the decision changes nothing.
func Change[T any, P Entity[T]](u *Unit, c *store.Collection[T, P], id string, decide func(T, Say) (T, error)) (T, error) {
	e, err := c.Get(u, id)
	if err != nil {
		return e, err
	}
	return Save(u, c, e, decide)
}

// Save is Change for an entity at hand: a new one, or one just loaded.
func Save[T any, P Entity[T]](u *Unit, c *store.Collection[T, P], e T, decide func(T, Say) (T, error)) (T, error) {
	type saying struct {
		typ  string
		data any
	}
	var (
		said []saying
		none T
	)
	e, err := decide(e, func(typ string, data any) { said = append(said, saying{typ, data}) })
	if err != nil {
		return none, err
	}
	if err := c.Put(u, P(&e)); err != nil {
		return none, err
	}
	subject, correlation := P(&e).About()
	for _, one := range said {
		if err := u.Emit(one.typ, subject, correlation, one.data); err != nil {
			return none, err
		}
	}
	return e, nil
}
