package sqlite_test

import (
	"context"
	"fmt"
	"log"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/sqlite"
)

func Example() {
	ctx := context.Background()
	st, err := sqlite.Open(ctx, sqlite.Memory, nil) // or a path: "crm.db"
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = st.Close() }()

	note := store.Record{
		Ref:  store.Ref{Tenant: "bmw", Kind: "crm.note", ID: "n-1"},
		Keys: []store.Key{{Name: "customer", Value: "c-7"}},
		Body: []byte(`{"text":"called back"}`),
	}
	if err := st.Update(ctx, func(tx store.Tx) error { return tx.Put(note) }); err != nil {
		log.Fatal(err)
	}
	err = st.View(ctx, func(tx store.Tx) error {
		of := store.Query{Tenant: "bmw", Kind: "crm.note", Key: "customer", Equal: "c-7", Exact: true}
		for rec, err := range tx.Scan(of) {
			if err != nil {
				return err
			}
			fmt.Println(rec.ID, rec.Version, string(rec.Body))
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output: n-1 1 {"text":"called back"}
}
