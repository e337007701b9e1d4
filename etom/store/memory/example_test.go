package memory_test

import (
	"context"
	"fmt"
	"log"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/memory"
)

func Example() {
	ctx, st := context.Background(), memory.New()
	note := store.Record{Ref: store.Ref{Tenant: "bmw", Kind: "crm.note", ID: "n-1"}, Body: []byte(`{"text":"called back"}`)}
	if err := st.Update(ctx, func(tx store.Tx) error { return tx.Put(note) }); err != nil {
		log.Fatal(err)
	}
	err := st.View(ctx, func(tx store.Tx) error {
		rec, err := tx.Get(note.Ref)
		fmt.Println(rec.Version, string(rec.Body))
		return err
	})
	fmt.Println(err)
	// Output:
	// 1 {"text":"called back"}
	// <nil>
}
