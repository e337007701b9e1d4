package crash

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"testing"
)

// asWorker is the environment variable that makes a test program a worker; its value is the job.
const asWorker = "ETOM_CRASH_WORKER"

// failed is the exit status of a worker that failed. It is not 1, which is what a kill leaves where there are no signals.
const failed = 2

// Main is what TestMain calls. In the test's process it runs the tests and returns; in a worker's it does the job and ends the
// process, at the latest when the test's process has ended. What the worker returns as an error it complains of.
func Main[J, S any](m *testing.M, work func(ctx context.Context, job J, said *Log[S]) error) {
	text := os.Getenv(asWorker)
	if text == "" {
		m.Run()
		return
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // the test's process holds the other end
		os.Exit(failed)
	}()
	var job J
	err := json.Unmarshal([]byte(text), &job)
	if err == nil {
		err = work(context.Background(), job, &Log[S]{to: os.Stdout})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(failed)
	}
	os.Exit(0)
}
