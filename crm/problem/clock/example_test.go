package clock_test

import (
	"fmt"
	"time"

	"github.com/etomcrm/etomcrm/crm/problem/clock"
)

const silver = `{
	"id": "silver", "version": "1",
	"targets": [{
		"kind": "solution", "within": "8h", "warn": ["75%"],
		"hours": {"name": "office", "zone": "Europe/Berlin", "windows": [
			{"day": "Monday", "from": "08:00", "to": "18:00"}, {"day": "Tuesday", "from": "08:00", "to": "18:00"},
			{"day": "Wednesday", "from": "08:00", "to": "18:00"}, {"day": "Thursday", "from": "08:00", "to": "18:00"},
			{"day": "Friday", "from": "08:00", "to": "18:00"}]}
	}],
	"pauses": [{"cause": "customer"}],
	"reopen": "continue"
}`

func Example() {
	contract, err := clock.ReadContract([]byte(silver))
	if err != nil {
		fmt.Println(err)
		return
	}
	monday := time.Date(2026, time.March, 2, 0, 0, 0, 0, berlin)
	history := []clock.Entry{
		{ID: "e-1", At: monday.Add(9 * time.Hour), Type: clock.Opened},
		{ID: "e-2", At: monday.Add(10 * time.Hour), Type: clock.Paused, Cause: "customer"}, // we wait for the customer
		{ID: "e-3", At: monday.Add(12 * time.Hour), Type: clock.Resumed},
	}
	reading, err := clock.Read(contract, history, monday.Add(15*time.Hour))
	if err != nil {
		fmt.Println(err)
		return
	}
	solution, _ := reading.Figure(clock.Solution)
	fmt.Println(solution.State, solution.Used, solution.Left)
	fmt.Println(solution.Due.In(berlin).Format("Monday 15:04"))
	fmt.Println(reading.Next.In(berlin).Format("Monday 15:04"))
	// Output:
	// running 4h 4h
	// Tuesday 09:00
	// Monday 17:00
}

// The contract changes from now on to 24 hours around the clock: what was used counts as used.
func ExampleRead_changedContract() {
	contract := standard(office)
	opened := at("2026-03-02 09:00")
	history := []clock.Entry{
		{ID: "e-1", At: opened, Type: clock.Opened},
		changed("2026-03-02 15:00", clock.FromNow, "24h", always),
	}
	history[1].ID = "e-2"
	reading, err := clock.Read(contract, history, at("2026-03-02 15:00"))
	if err != nil {
		fmt.Println(err)
		return
	}
	solution, _ := reading.Figure(clock.Solution)
	fmt.Println(solution.Used, solution.Left, solution.Due.In(berlin).Format("Monday 15:04"))
	// Output:
	// 6h 18h Tuesday 09:00
}

// A history that contradicts itself is refused, with everything that is wrong at once.
func ExampleCheck() {
	fmt.Println(clock.Check([]clock.Entry{
		{ID: "e-1", At: at("2026-03-02 09:00"), Type: clock.Opened},
		{ID: "e-1", At: at("2026-03-02 08:00"), Type: clock.Paused},
	}))
	// Output:
	// clock.History: history[1].cause: must say why the clock stands (ETOM-REQUIRED); history[1].at: lies before the entry in front of it; put the history in order (CLOCK-HISTORY); history[1].id: is that of history[0] too; an entry counts once (ETOM-DUPLICATE)
}
