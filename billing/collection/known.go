package collection

import (
	"encoding/hex"

	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// knownNumbers remembers what bill numbers look like, so that a payment's text is not looked up letter by letter.
type knownNumbers struct {
	store.Meta
	Lengths map[string][]int `json:"lengths"` // by the first two bytes of the normal form, in hexadecimal digits; longest first
}

var knowns = store.NewCollection[knownNumbers]("collection.numbers", nil)

const allNumbers = "all"

// numbers are the forms that are known, without any debt.
func (s *Service) numbers(u *work.Unit) (knownNumbers, *numbers, error) {
	k, _, err := knowns.Find(u, allNumbers)
	if err != nil {
		return k, nil, err
	}
	x := &numbers{heads: map[[2]byte][]int{}}
	for head, lengths := range k.Lengths {
		two, err := hex.DecodeString(head)
		if err != nil {
			return k, nil, err
		}
		x.heads[[2]byte(two)] = lengths
	}
	return k, x, nil
}

// learn remembers the form of a number.
func (s *Service) learn(u *work.Unit, no string) error {
	no = normal(no)
	if len(no) < 2 {
		return nil
	}
	k, x, err := s.numbers(u)
	if err != nil {
		return err
	}
	head := [2]byte([]byte(no))
	before := len(x.heads[head])
	x.know(no)
	if len(x.heads[head]) == before {
		return nil
	}
	if k.Lengths == nil {
		k.Lengths = map[string][]int{}
	}
	k.ID, k.Lengths[hex.EncodeToString(head[:])] = allNumbers, x.heads[head]
	return knowns.Put(u, &k)
}
