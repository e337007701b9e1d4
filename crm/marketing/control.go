package marketing

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"
	"time"

	"github.com/etomcrm/etomcrm/etom/fault"
	"github.com/etomcrm/etomcrm/etom/store"
	"github.com/etomcrm/etomcrm/etom/work"
)

// Control says how large a share of those whom a distribution selects does not get the collateral, so that its effect can be
// told from what would have come anyway. Whether a customer is held out follows from the ids of collateral and customer and
// from the salt by a hash (SHA-256): the same for ever and on every machine, and as good as random. It is a value.
type Control struct {
	Share int    `json:"share,omitempty"` // per mille, 0 (nobody is held out) to 500
	Salt  string `json:"salt,omitempty"`  // another salt holds out others
}

// MaxControlShare is the largest share that is held out, per mille.
const MaxControlShare = 500

func (c Control) check(f *fault.Check) {
	f.That(c.Share >= 0 && c.Share <= MaxControlShare, "control.share", fault.RuleRange, "must be between 0 and 500 per mille")
	f.Optional("control.salt", c.Salt, fault.MaxName)
}

// HoldsOut reports whether the customer is one of those who do not get the collateral.
func (c Control) HoldsOut(collateral, customer string) bool {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d/%s/%d/%s/%s", len(c.Salt), c.Salt, len(collateral), collateral, customer))
	place, _ := bits.Mul64(binary.BigEndian.Uint64(sum[:]), 1000) // 0 to 999, each as likely
	return place < uint64(c.Share)
}

// HeldOut is a customer whom a distribution has selected and held out. It is kept, for the comparison, and never changed.
type HeldOut struct {
	store.Meta
	Customer   string    `json:"customer"`
	Collateral string    `json:"marketingCollateral"`
	At         time.Time `json:"at"` // when the customer would have got it
}

var controls = store.NewCollection("marketing.control", func(h *HeldOut) []store.Key {
	return []store.Key{{Name: byCollateral, Value: h.Collateral}, {Name: byBoth, Value: both(h.Collateral, h.Customer)}, {Name: byOwner, Value: h.Customer}}
})

// HeldOut returns those who were held out of a collateral's distribution, in order of id.
func (s *Service) HeldOut(ctx context.Context, collateral string) ([]HeldOut, error) {
	return work.See(ctx, s.env, func(u *work.Unit) ([]HeldOut, error) { return controls.By(u, byCollateral, collateral) })
}

// heldOutOf finds whether the customer has been held out.
func heldOutOf(u *work.Unit, collateral, customer string) (HeldOut, bool, error) {
	there, err := controls.By(u, byBoth, both(collateral, customer))
	if err != nil || len(there) == 0 {
		return HeldOut{}, false, err
	}
	return there[0], true, nil
}

// holdOut keeps the customer among those who are held out.
func holdOut(u *work.Unit, collateral, customer string) (HeldOut, error) {
	h := HeldOut{Meta: store.Meta{ID: u.NewID()}, Customer: customer, Collateral: collateral, At: u.At}
	if err := controls.Put(u, &h); err != nil {
		return HeldOut{}, err
	}
	return h, u.Emit(EventHeldOut, h.ID, h.ID, Hold{Customer: customer, Collateral: collateral, Control: h.ID})
}
