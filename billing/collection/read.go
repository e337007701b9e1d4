package collection

import (
	"github.com/etomcrm/etomcrm/etom/calendar"
	"github.com/etomcrm/etomcrm/etom/work"
)

// ItemTx is Item in the caller's unit.
func (s *Service) ItemTx(u *work.Unit, id string) (OpenItem, error) { return items.Get(u, id) }

// Today is the civil date of a unit, in Config.Zone.
func (s *Service) Today(u *work.Unit) calendar.Date { return s.today(u) }
