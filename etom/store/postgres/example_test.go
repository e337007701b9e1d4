package postgres_test

import (
	"context"
	"log"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/postgres"
)

// It needs a server, so it is compiled and not run; the tests run the same on a server of their own.
func Example() {
	ctx := context.Background()
	st, err := postgres.Open(ctx, "postgres://crm@localhost/crm", &postgres.Config{Schema: "crm"})
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	note := store.Record{Ref: store.Ref{Tenant: "bmw", Kind: "crm.note", ID: "n-1"}, Body: []byte(`{"text":"called back"}`)}
	if err := st.Update(ctx, func(tx store.Tx) error { return tx.Put(note) }); err != nil {
		log.Fatal(err)
	}
}
