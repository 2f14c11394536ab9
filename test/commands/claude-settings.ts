// Settings of Claude Code as a person has written them.

export const USER = '~/.claude/settings.json';
export const PROJECT = '.claude/settings.json';

/** Formatted as no program would: only what must change may. */
export const settings = (command = 'python3 ~/.claude/hooks/guard.py', more = ''): string => `{
    // mine
    "model": "opus",   "hooks":{
	"PreToolUse": [ {"matcher": "Bash",
       "hooks": [{ "type":"command","command": ${JSON.stringify(command)} , "timeout" : 30 }]} ]${more},
  }, /* end */ "unknown": [1,2 ]}
`;

/** So many empty groups behind the first: fifteen bytes each. */
export const longSettings = (groups: number): string =>
  settings('a.sh', `, "Stop": [${'{"hooks": []},\n'.repeat(groups)}{"hooks": []}]`);
