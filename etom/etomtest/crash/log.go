package crash

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
)

// Act is what a line of the log says.
type Act string

// The acts. Each Begin of a clerk is followed by its Ack or its Drop, unless the worker ends.
const (
	Begin Act = "begin" // a step is about to be taken
	Ack   Act = "ack"   // it is done: the world has been told
	Drop  Act = "drop"  // it was given up, and nothing is done
	Note  Act = "note"  // whatever else is to be known
)

// Line is one line of a worker's log.
type Line[S any] struct {
	Act   Act `json:"act"`
	Clerk int `json:"clerk,omitempty"` // who takes the step; each takes one at a time
	Step  S   `json:"step"`
}

// Log takes a worker's lines to the test, which holds the other end: it outlives the worker, and is what the world outside has
// been told. Each line is one write, so that a kill leaves whole lines. Safe for concurrent use.
type Log[S any] struct {
	mu sync.Mutex
	to io.Writer
}

// Begin says that the clerk is about to take a step.
func (l *Log[S]) Begin(clerk int, step S) error { return l.write(Line[S]{Begin, clerk, step}) }

// Ack says that the clerk's step is done.
func (l *Log[S]) Ack(clerk int, step S) error { return l.write(Line[S]{Ack, clerk, step}) }

// Drop says that the clerk's step was given up and has left nothing, such as one that lost to a faster one.
func (l *Log[S]) Drop(clerk int, step S) error { return l.write(Line[S]{Drop, clerk, step}) }

// Note says what is no step of a clerk: that an event has arrived, that the store is about to be opened.
func (l *Log[S]) Note(step S) error { return l.write(Line[S]{Act: Note, Step: step}) }

func (l *Log[S]) write(line Line[S]) error {
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err = l.to.Write(append(text, '\n'))
	return err
}

// Life is the log of one worker, in its order.
type Life[S any] []Line[S]

// Acked are the steps that were acknowledged, in their order.
func (l Life[S]) Acked() []S {
	var all []S
	for _, line := range l {
		if line.Act == Ack {
			all = append(all, line.Step)
		}
	}
	return all
}

// Open are the lines of the steps that were begun and neither acknowledged nor dropped, by clerk: what a kill interrupted.
func (l Life[S]) Open() []Line[S] {
	var open []Line[S]
	for _, line := range l {
		if line.Act == Note {
			continue
		}
		open = slices.DeleteFunc(open, func(o Line[S]) bool { return o.Clerk == line.Clerk })
		if line.Act == Begin {
			open = append(open, line)
		}
	}
	slices.SortFunc(open, func(a, b Line[S]) int { return cmp.Compare(a.Clerk, b.Clerk) })
	return open
}

// Here lets the work be done in the test's own process, in peace, and returns what it said. It fails the test if the work fails.
func Here[S any](t testing.TB, work func(said *Log[S]) error) Life[S] {
	t.Helper()
	var text bytes.Buffer
	if err := work(&Log[S]{to: &text}); err != nil {
		t.Fatalf("the work failed: %v", err)
	}
	life, err := read[S](&text, func(int) {})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return life
}

// read reads a log and tells how many lines there are, each time that there is one more. What has no end of line is not said.
func read[S any](from io.Reader, heed func(lines int)) (Life[S], error) {
	var life Life[S]
	open := map[int]bool{} // by clerk
	for in := bufio.NewReader(from); ; heed(len(life)) {
		text, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return life, nil
		}
		if err != nil {
			return life, err
		}
		var line Line[S]
		if err := json.Unmarshal(text, &line); err != nil {
			return life, fmt.Errorf("the worker said %q, which is no line of its log; standard output is for the log alone, and TestMain must call crash.Main", text)
		}
		switch line.Act {
		case Begin:
			if open[line.Clerk] {
				return life, fmt.Errorf("clerk %d begins a step, and its last was neither acknowledged nor dropped: %s", line.Clerk, text)
			}
			open[line.Clerk] = true
		case Ack, Drop:
			if !open[line.Clerk] {
				return life, fmt.Errorf("clerk %d has begun no step that it could end: %s", line.Clerk, text)
			}
			open[line.Clerk] = false
		case Note:
		default:
			return life, fmt.Errorf("the worker said %q, which is no line of its log", text)
		}
		life = append(life, line)
	}
}
