package contact

// Channel is the way by which a contact comes or goes.
type Channel string

// The channels.
const (
	Email  Channel = "email"
	Letter Channel = "letter"
	Phone  Channel = "phone"
	Fax    Channel = "fax"
	Portal Channel = "portal"
	Shop   Channel = "shop"
	Visit  Channel = "visit"
)

// Channels lists them all.
func Channels() []Channel { return []Channel{Email, Letter, Phone, Fax, Portal, Shop, Visit} }

// Direction says who began, as TMF683 spells it.
type Direction string

// The two directions.
const (
	FromCustomer Direction = "inbound"
	ToCustomer   Direction = "outbound"
)
