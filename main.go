// Command zhulian runs a county's assistance alliance. See README.md.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"zhulian/cmd"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := cmd.Run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}
