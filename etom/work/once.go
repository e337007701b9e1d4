package work

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// once is a command that was carried out: what was asked, and what came of it.
type once struct {
	store.Meta
	Asked  []byte          `json:"asked"`
	Result json.RawMessage `json:"result"`
}

var onces = store.NewCollection[once]("work.once", nil)

// Once carries out a command once for a caller's key: a repeat with the same input returns the first result and does
// nothing, a repeat with another input is fault.ErrConflict. An empty key carries it out each time.
// operation separates the keys of different commands.
func Once[T any](u *Unit, operation, key string, input any, do func() (T, error)) (T, error) {
	var result T
	if key == "" {
		return do()
	}
	var c fault.Check
	c.Text("key", key, fault.MaxID)
	if err := c.Err(operation); err != nil {
		return result, err
	}
	asked, err := json.Marshal(input)
	if err != nil {
		return result, fmt.Errorf("%s: input: %w", operation, err)
	}
	print, id := sha256.Sum256(asked), sha256.Sum256([]byte(operation+"\x00"+key))
	record, found, err := onces.Find(u, hex.EncodeToString(id[:]))
	if err != nil {
		return result, err
	}
	if found {
		if !bytes.Equal(record.Asked, print[:]) {
			return result, fault.Conflict(fault.Subject(operation, key), "this key was used for another request; use a new key")
		}
		return result, json.Unmarshal(record.Result, &result)
	}
	if result, err = do(); err != nil {
		return result, err
	}
	body, err := json.Marshal(result)
	if err != nil {
		return result, fmt.Errorf("%s: result: %w", operation, err)
	}
	return result, onces.Put(u, &once{Meta: store.Meta{ID: hex.EncodeToString(id[:])}, Asked: print[:], Result: body})
}
