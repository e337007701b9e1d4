package memory

import (
	"iter"
	"slices"

	"github.com/etomcrm/etomcrm/etom/store"
)

// tree is a sorted map that can be copied for nothing: a B+ tree whose nodes are shared until they are changed.
// A copy taken before a change goes on showing what it showed.
type tree struct{ root *node }

// node is a leaf with records or an inner node with kids. In an inner node keys[i] is not above any key of
// kids[i], and above all keys of kids[i-1].
type node struct {
	owner *owner
	keys  []string
	recs  []*store.Record // leaf
	kids  []*node         // inner node
}

// owner marks the nodes that one transaction has made and may therefore change in place.
type owner struct{ _ byte } // not of size zero: two of them must differ

const width = 32 // keys in a node

func (n *node) leaf() bool { return n.kids == nil }

// kid is the index of the one kid that can have the key.
func (n *node) kid(key string) int {
	i, found := slices.BinarySearch(n.keys, key)
	if found {
		return i
	}
	return max(i-1, 0)
}

func (t tree) get(key string) *store.Record {
	n := t.root
	if n == nil {
		return nil
	}
	for !n.leaf() {
		n = n.kids[n.kid(key)]
	}
	if i, found := slices.BinarySearch(n.keys, key); found {
		return n.recs[i]
	}
	return nil
}

// from ranges over all entries from the key on.
func (t tree) from(key string) iter.Seq2[string, *store.Record] {
	return func(yield func(string, *store.Record) bool) {
		if t.root != nil {
			t.root.walk(key, yield)
		}
	}
}

func (n *node) walk(from string, yield func(string, *store.Record) bool) bool {
	if n.leaf() {
		i, _ := slices.BinarySearch(n.keys, from)
		for ; i < len(n.keys); i++ {
			if !yield(n.keys[i], n.recs[i]) {
				return false
			}
		}
		return true
	}
	for _, kid := range n.kids[n.kid(from):] {
		if !kid.walk(from, yield) {
			return false
		}
	}
	return true
}

func (t *tree) set(by *owner, key string, rec *store.Record) {
	if t.root == nil {
		t.root = &node{owner: by}
	}
	root, right := t.root.set(by, key, rec)
	if right != nil {
		root = &node{owner: by, keys: []string{root.keys[0], right.keys[0]}, kids: []*node{root, right}}
	}
	t.root = root
}

// set returns the changed node, and the right half of it if it had to be split.
func (n *node) set(by *owner, key string, rec *store.Record) (changed, right *node) {
	n = n.owned(by)
	if n.leaf() {
		i, found := slices.BinarySearch(n.keys, key)
		if found {
			n.recs[i] = rec
			return n, nil
		}
		n.keys = slices.Insert(n.keys, i, key)
		n.recs = slices.Insert(n.recs, i, rec)
		return n, n.split(by)
	}
	n.keys[0] = min(n.keys[0], key)
	i := n.kid(key)
	kid, half := n.kids[i].set(by, key, rec)
	n.kids[i] = kid
	if half != nil {
		n.keys = slices.Insert(n.keys, i+1, half.keys[0])
		n.kids = slices.Insert(n.kids, i+1, half)
	}
	return n, n.split(by)
}

func (n *node) split(by *owner) *node {
	if len(n.keys) <= width {
		return nil
	}
	const half = width / 2
	right := &node{owner: by, keys: slices.Clone(n.keys[half:])}
	n.keys = slices.Delete(n.keys, half, len(n.keys))
	if n.leaf() {
		right.recs = slices.Clone(n.recs[half:])
		n.recs = slices.Delete(n.recs, half, len(n.recs))
		return right
	}
	right.kids = slices.Clone(n.kids[half:])
	n.kids = slices.Delete(n.kids, half, len(n.kids))
	return right
}

func (t *tree) delete(by *owner, key string) {
	if t.root == nil {
		return
	}
	t.root = t.root.delete(by, key)
	for t.root != nil && len(t.root.kids) == 1 {
		t.root = t.root.kids[0]
	}
}

// delete returns the changed node, nil if nothing is left of it. Nodes are not merged: a B+ tree stays
// shallow without that, as empty nodes go.
func (n *node) delete(by *owner, key string) *node {
	if n.leaf() {
		i, found := slices.BinarySearch(n.keys, key)
		if !found {
			return n
		}
		if len(n.keys) == 1 {
			return nil
		}
		n = n.owned(by)
		n.keys = slices.Delete(n.keys, i, i+1)
		n.recs = slices.Delete(n.recs, i, i+1)
		return n
	}
	i := n.kid(key)
	kid := n.kids[i].delete(by, key)
	if kid == nil && len(n.kids) == 1 {
		return nil
	}
	n = n.owned(by)
	if kid == nil {
		n.keys = slices.Delete(n.keys, i, i+1)
		n.kids = slices.Delete(n.kids, i, i+1)
		return n
	}
	n.kids[i] = kid
	return n
}

// owned returns the node itself if the owner made it, else a copy that the owner may change.
func (n *node) owned(by *owner) *node {
	if n.owner == by {
		return n
	}
	c := &node{owner: by, keys: append(make([]string, 0, len(n.keys)+1), n.keys...)}
	if n.leaf() {
		c.recs = append(make([]*store.Record, 0, len(n.recs)+1), n.recs...)
		return c
	}
	c.kids = append(make([]*node, 0, len(n.kids)+1), n.kids...)
	return c
}
