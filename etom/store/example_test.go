package store_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

type note struct {
	store.Meta
	Customer string `json:"customer"`
	Text     string `json:"text"`
}

var notes = store.NewCollection("crm.note", func(n *note) []store.Key {
	return []store.Key{{Name: "customer", Value: n.Customer}}
})

func Example() {
	ctx, st := context.Background(), memory.New() // or sqlite.Open, or postgres.Open
	err := st.Update(ctx, func(tx store.Tx) error {
		in := store.Scope{Tx: tx, Tenant: "bmw"}
		return notes.Put(in, &note{Meta: store.Meta{ID: "n-1"}, Customer: "c-7", Text: "called back"})
	})
	fmt.Println(err)

	err = st.View(ctx, func(tx store.Tx) error {
		found, err := notes.By(store.Scope{Tx: tx, Tenant: "bmw"}, "customer", "c-7")
		fmt.Println(len(found), found[0].Text, found[0].Version)
		return err
	})
	fmt.Println(err)

	err = st.Update(ctx, func(tx store.Tx) error { // as if nobody had written it yet
		return notes.Put(store.Scope{Tx: tx, Tenant: "bmw"}, &note{Meta: store.Meta{ID: "n-1"}})
	})
	fmt.Println(errors.Is(err, fault.ErrConflict))
	// Output:
	// <nil>
	// 1 called back 1
	// <nil>
	// true
}
