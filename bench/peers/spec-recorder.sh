# The spec's recorder: jq on one shared file, a temporary file, mv. To be sourced; METRICS_FILE must be set.
# As the spec has it, but for what keeps it from running: a counter that is missing is 0, total_successful is the sum that
# was meant, total_hook_executions and average_execution_time are filled, and the result is written back as the spec's
# "Atomic Metrics Updates" shows.
# shellcheck shell=bash
record_hook_execution() {
    local hook_name="$1" success="$2" execution_time="$3" temp_file
    temp_file=$(mktemp)
    jq --arg hook "$hook_name" \
       --arg success "$success" \
       --arg exec_time "$execution_time" \
       --arg timestamp "$(date -Iseconds)" '
       .hook_performance[$hook].total_executions += 1 |
       .hook_performance[$hook].last_execution = $timestamp |
       if $success == "true" then
         .hook_performance[$hook].successful_executions += 1
       else
         .hook_performance[$hook].failed_executions += 1
       end |
       .hook_performance[$hook].success_rate =
         ((.hook_performance[$hook].successful_executions // 0) /
          .hook_performance[$hook].total_executions * 100) |
       .hook_performance[$hook].average_execution_time +=
         (($exec_time | tonumber) - (.hook_performance[$hook].average_execution_time // 0)) /
          .hook_performance[$hook].total_executions |
       .system_health.total_hook_executions += 1 |
       .system_health.overall_success_rate =
         (([.hook_performance[].successful_executions // 0] | add) / .system_health.total_hook_executions * 100)
    ' "$METRICS_FILE" > "$temp_file" && mv "$temp_file" "$METRICS_FILE"
}
