package storetest

import (
	"fmt"
	"strings"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
)

// strange are texts that every store must keep as they are, in every place.
var strange = []string{
	" ", "  lead and trail  ", "\t\n\r", "\x01\x1f\x7f", "'", "''", "\"", "`", "\\", "\\\\", "\\'", "%", "_", "%s%d%n", "*", "?", "$1", ":a", "@a",
	"--", "/* */", ";", "'; DROP TABLE etom_record; --", "NULL", "null", "true", "0", "00", "-1", "1e3", "NaN", "[]", "{}", "<b>&amp;</b>",
	"../../etc/passwd", "a/b", "a|b", "a,b", "a\u0085b", "\u00a0", "\u2028", "\u2029", "\ufeffbom", "\ufffd", "\uffff", "\U0010ffff",
	"\u2126", "\u03a9", "\u212a", "K", "\u212b", "\u00c5", "A\u030a", "\u00e9", "e\u0301", "\ufb01", "fi", "\u017f", "s", "ß", "ẞ", "ss", "İ", "i\u0307", "ı", "I",
	"Straße", "STRASSE", "Müller", "東京", "한국어", "עברית", "العربية", "हिन्दी", "ไทย",
	"\u202eright to left", "z\u0351\u0343\u0323algo", "👩\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "😀", "𝒜",
}

// unkeepable are texts that some store could not keep; so none may.
var unkeepable = map[string]string{
	"NUL": "\x00", "NUL inside": "a\x00b", "invalid UTF-8": "\xff", "a half rune": "a\xc3", "a surrogate": "\xed\xa0\x80",
}

var textCases = []testCase{
	{"strange texts survive in every place", func(t tester, st store.Store) {
		named := func(text string) store.Record {
			return store.Record{
				Ref:  store.Ref{Tenant: text, Kind: text, ID: text},
				Keys: []store.Key{{Name: text, Value: text}, {Name: "all", Value: text + text}},
				Body: []byte(text),
			}
		}
		update(t, st, func(tx store.Tx) error {
			for _, text := range strange {
				if err := tx.Put(named(text)); err != nil {
					return err
				}
			}
			return nil
		})
		view(t, st, func(tx store.Tx) error {
			for _, text := range strange {
				if err := wantRecord(t, tx, versioned(named(text), 1)); err != nil {
					return err
				}
				q := store.Query{Tenant: text, Kind: text}
				if err := wantPlaces(t, tx, q, text+"/"+text); err != nil {
					return err
				}
				q.Key, q.From = text, text
				if err := wantPlaces(t, tx, q, text+"/"+text); err != nil {
					return err
				}
				q.Equal, q.Exact = text, true
				if err := wantPlaces(t, tx, q, text+"/"+text); err != nil {
					return err
				}
				q.After = store.Cursor{Value: text, ID: text}
				if err := wantPlaces(t, tx, q); err != nil {
					return err
				}
			}
			return nil
		})
		update(t, st, func(tx store.Tx) error {
			for _, text := range strange {
				if err := tx.Delete(named(text).Ref, 1); err != nil {
					return err
				}
			}
			return nil
		})
	}},
	{"texts that look alike are told apart", func(t tester, st store.Store) {
		update(t, st, func(tx store.Tx) error {
			for _, text := range strange {
				if err := tx.Put(note(text, "a", text)); err != nil {
					return err
				}
			}
			return nil
		})
		view(t, st, func(tx store.Tx) error {
			for _, text := range strange {
				if err := wantPlaces(t, tx, exactly("a", text), text+"/"+text); err != nil {
					return err
				}
				if err := wantRecord(t, tx, versioned(note(text, "a", text), 1)); err != nil {
					return err
				}
			}
			return nil
		})
	}},
	{"what some store could not keep is refused and changes nothing", func(t tester, st store.Store) {
		given(t, st, note("n-1", "a", "1"))
		refused := map[string]func(*store.Record){
			"no tenant":                  func(r *store.Record) { r.Tenant = "" },
			"no kind":                    func(r *store.Record) { r.Kind = "" },
			"no id":                      func(r *store.Record) { r.ID = "" },
			"no key name":                func(r *store.Record) { r.Keys = []store.Key{{Value: "1"}} },
			"a tenant too long":          func(r *store.Record) { r.Tenant = strings.Repeat("x", store.MaxTenant+1) },
			"a kind too long":            func(r *store.Record) { r.Kind = strings.Repeat("x", store.MaxKind+1) },
			"an id too long":             func(r *store.Record) { r.ID = strings.Repeat("x", fault.MaxID+1) },
			"a key name too long":        func(r *store.Record) { r.Keys[0].Name = strings.Repeat("x", store.MaxKeyName+1) },
			"a key too long":             func(r *store.Record) { r.Keys[0].Value = strings.Repeat("x", store.MaxKey+1) },
			"a body too long":            func(r *store.Record) { r.Body = []byte(strings.Repeat("x", store.MaxBody+1)) },
			"a key twice":                func(r *store.Record) { r.Keys = append(r.Keys, r.Keys[0]) },
			"too many keys":              func(r *store.Record) { r.Keys = numbered(store.MaxKeys + 1) },
			"no body":                    func(r *store.Record) { r.Body = nil },
			"an empty body":              func(r *store.Record) { r.Body = []byte{} },
			"a negative version":         func(r *store.Record) { r.Version = -1 },
			"the least negative version": func(r *store.Record) { r.Version = -1 << 63 },
		}
		for name, text := range unkeepable {
			refused["tenant: "+name] = func(r *store.Record) { r.Tenant += text }
			refused["kind: "+name] = func(r *store.Record) { r.Kind += text }
			refused["id: "+name] = func(r *store.Record) { r.ID += text }
			refused["key name: "+name] = func(r *store.Record) { r.Keys[0].Name += text }
			refused["key value: "+name] = func(r *store.Record) { r.Keys[0].Value += text }
			refused["body: "+name] = func(r *store.Record) { r.Body = append(r.Body, text...) }
		}
		update(t, st, func(tx store.Tx) error {
			for name, spoil := range refused {
				fresh, stored := note("n-2", "a", "2"), versioned(note("n-1", "a", "2"), 1)
				spoil(&fresh)
				spoil(&stored)
				want(t, tx.Put(fresh), fault.ErrInvalid, "put of a new record with "+name)
				want(t, tx.Put(stored), fault.ErrInvalid, "put of a stored record with "+name)
			}
			return wantPlaces(t, tx, by(""), "n-1/n-1")
		})
		wantRecordIn(t, st, versioned(note("n-1", "a", "1"), 1))
		wantPlacesIn(t, st, by("a"), "1/n-1")
		wantPlacesIn(t, st, by(""), "n-1/n-1")
	}},
	{"what no store can keep is not found", func(t tester, st store.Store) {
		given(t, st, note("n-1"))
		update(t, st, func(tx store.Tx) error {
			for name, text := range unkeepable {
				for _, r := range []store.Ref{
					{Tenant: tenant + text, Kind: kind, ID: "n-1"}, {Tenant: tenant, Kind: kind + text, ID: "n-1"}, ref("n-1" + text), ref(text),
				} {
					_, err := tx.Get(r)
					want(t, err, fault.ErrNotFound, "get with "+name)
					want(t, tx.Delete(r, 1), fault.ErrNotFound, "delete with "+name)
				}
			}
			_, err := tx.Get(store.Ref{})
			want(t, err, fault.ErrNotFound, "get of nothing")
			return tx.Put(note("n-2"))
		})
		wantPlacesIn(t, st, by(""), "n-1/n-1", "n-2/n-2")
	}},
	{"the largest record is kept", func(t tester, st store.Store) {
		long := func(max int) string { return strings.Repeat("ü", max/2) }
		rec := store.Record{
			Ref:  store.Ref{Tenant: long(store.MaxTenant), Kind: long(store.MaxKind), ID: long(fault.MaxID)},
			Keys: numbered(store.MaxKeys),
			Body: []byte(long(store.MaxBody)),
		}
		for i := range rec.Keys {
			rec.Keys[i].Name += long(store.MaxKeyName - len(rec.Keys[i].Name))
			rec.Keys[i].Value += long(store.MaxKey - len(rec.Keys[i].Value))
		}
		given(t, st, rec)
		wantRecordIn(t, st, versioned(rec, 1))
		q := store.Query{Tenant: rec.Tenant, Kind: rec.Kind, Key: rec.Keys[9].Name, Exact: true, Equal: rec.Keys[9].Value}
		wantPlacesIn(t, st, q, rec.Keys[9].Value+"/"+rec.ID)
		update(t, st, func(tx store.Tx) error { return tx.Delete(rec.Ref, 1) })
		wantPlacesIn(t, st, q)
	}},
}

func numbered(count int) []store.Key {
	keys := make([]store.Key, count)
	for i := range keys {
		keys[i] = store.Key{Name: fmt.Sprintf("name %02d ", i), Value: fmt.Sprintf("value %02d", i)}
	}
	return keys
}
