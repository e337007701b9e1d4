package sqlite_test

import (
	"context"
	"fmt"
	"log"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/store/sqlite"
)

// Rows of one's own, committed together with a record. Services join the same way: orders.PlaceTx(env.Join(tx), draft).
func ExampleJoin() {
	ctx := context.Background()
	st, err := sqlite.Open(ctx, sqlite.Memory, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	if _, err := st.DB().ExecContext(ctx, `CREATE TABLE audit (what TEXT)`); err != nil {
		log.Fatal(err)
	}

	tx, err := st.DB().BeginTx(ctx, nil)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO audit (what) VALUES ('called back')`); err != nil {
		log.Fatal(err)
	}
	note := store.Record{Ref: store.Ref{Tenant: "bmw", Kind: "crm.note", ID: "n-1"}, Body: []byte(`{"text":"called back"}`)}
	if err := sqlite.Join(ctx, tx).Put(note); err != nil {
		log.Fatal(err)
	}
	fmt.Println(tx.Commit())
	// Output: <nil>
}
