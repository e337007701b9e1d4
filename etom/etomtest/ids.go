package etomtest

import (
	"fmt"
	"sync/atomic"
)

// IDs counts ids up, so that golden files stay the same. A transaction that a backend runs twice uses up ids twice:
// under contention the ids are distinct, but not without gaps. Safe for concurrent use.
type IDs struct {
	prefix string
	last   atomic.Int64
}

// NewIDs makes ids with a prefix: NewIDs("o") gives o-000001, o-000002 …; with an empty one id-000001.
func NewIDs(prefix string) *IDs {
	if prefix == "" {
		prefix = "id"
	}
	return &IDs{prefix: prefix}
}

// New makes the next id. It is what work.Config asks for.
func (i *IDs) New() string { return fmt.Sprintf("%s-%06d", i.prefix, i.last.Add(1)) }
