package work

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// once is a command that was carried out: what was asked, as a hash, and what came of it.
type once struct {
	store.Meta
	Asked     []byte          `json:"asked,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	About     []string        `json:"about,omitempty"`    // the result's id, and whose it is
	Forgotten time.Time       `json:"forgotten,omitzero"` // since then there are neither hash nor result
}

const byAbout = "about"

var onces = store.NewCollection("work.once", func(o *once) []store.Key {
	keys := make([]store.Key, len(o.About))
	for n, id := range o.About {
		keys[n] = store.Key{Name: byAbout, Value: id}
	}
	return keys
})

// Once carries out a command once for a caller's key: a repeat with the same input returns the first result and does
// nothing, a repeat with another input is fault.ErrConflict. An empty key carries it out each time.
// operation separates the keys of different commands. A repeat of what Forget has taken away is fault.ErrState.
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
		if !record.Forgotten.IsZero() {
			return result, fault.State(fault.Subject(operation, key), "was carried out, and its result has been erased; use a new key")
		}
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
	return result, onces.Put(u, &once{Meta: store.Meta{ID: hex.EncodeToString(id[:])}, Asked: print[:], Result: body, About: aboutOf(body)})
}

// aboutOf are the ids by which Forget finds the result: its own, and that of the customer whose it is.
func aboutOf(result json.RawMessage) []string {
	var on map[string]json.RawMessage
	if json.Unmarshal(result, &on) != nil {
		return nil
	}
	var ids []string
	for _, name := range []string{"id", "customer"} {
		var id string
		var c fault.Check
		if json.Unmarshal(on[name], &id) != nil {
			continue
		}
		if c.Text(name, id, fault.MaxID); len(c.Fields()) == 0 && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Forget takes hash and result away from the commands whose result has one of the ids, or belongs to the customer of that
// id: what was asked and what came of it may be personal. That they were carried out stays known. It returns how many it
// took from; again, it is none.
func Forget(u *Unit, ids ...string) (int, error) {
	n := 0
	for _, id := range ids {
		if id == "" {
			continue
		}
		found, err := onces.By(u, byAbout, id)
		if err != nil {
			return n, err
		}
		for _, o := range found {
			if !o.Forgotten.IsZero() {
				continue
			}
			o.Asked, o.Result, o.Forgotten = nil, nil, u.At
			if err := onces.Put(u, &o); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}
