package work_test

import (
	"errors"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/etomtest"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
	"github.com/etomcrm/etomcrm/etom/work"
)

func Example() {
	env := work.New(memory.New(), &work.Config{Tenant: "bmw", Now: etomtest.NewClock().Now, NewID: etomtest.NewIDs("n").New})
	made, err := work.Do(ctx, env, func(u *work.Unit) (note, error) {
		n := note{Meta: store.Meta{ID: u.NewID()}, Text: "called back", At: u.At}
		return n, errors.Join(notes.Put(u, &n), u.Emit("test.note.made", n.ID, "", n))
	})
	fmt.Println(made.ID, made.At, err)
	// Output: n-000001 2026-03-02 09:00:00 +0000 UTC <nil>
}

// ExampleOnce shows what a caller gets who does not know whether a first attempt arrived.
func ExampleOnce() {
	env := work.New(memory.New(), &work.Config{NewID: etomtest.NewIDs("o").New})
	place := func(key string, quantity int) (string, error) {
		return work.Do(ctx, env, func(u *work.Unit) (string, error) {
			return work.Once(u, "ordering.place", key, quantity, func() (string, error) { return u.NewID(), nil })
		})
	}
	fmt.Println(place("k-1", 20))
	fmt.Println(place("k-1", 20))
	fmt.Println(place("k-1", 30))
	// Output:
	// o-000001 <nil>
	// o-000001 <nil>
	//  ordering.place "k-1": this key was used for another request; use a new key
}
