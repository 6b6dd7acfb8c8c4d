using System.Data.Common;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Readers;

/// <summary>Who reads a base, and the groups that readers are put in.</summary>
public sealed partial class ReadersPage : IDisposable
{
    private static readonly string[] s_roles = ["member", "finance"];

    private readonly CancellationTokenSource _leaving = new();
    private ReaderList? _readers;
    private IReadOnlyList<GroupDetail>? _groups;
    private IReadOnlyList<PersonReader> _people = [];
    private string _chosen = "";
    private string? _error;

    [Parameter]
    public Guid BaseId { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal BaseReaders Readers { get; init; } = null!;

    [Inject]
    internal ReaderGroups Groups { get; init; } = null!;

    private IEnumerable<string> FreeRoles => s_roles.Except(_readers!.Roles);

    private IEnumerable<GroupDetail> FreeGroups => _groups!.Where(group => _readers!.Groups.All(reader => reader.Id != group.Id));

    private IEnumerable<PersonReader> FreePeople => _people.Where(person => _readers!.People.All(reader => reader.Id != person.Id));

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            var caller = await Caller.GetAsync();
            var readers = await Readers.ReadAsync(caller, BaseId, _leaving.Token);
            (_readers, _error) = (readers.Value, readers.Error?.Message);
            if (readers.Succeeded)
            {
                _people = await Groups.PeopleAsync(caller, _leaving.Token);
                _groups = (await Groups.ListAsync(caller, null, ReaderGroups.MostListed, _leaving.Token)).Value;
            }
        }
        catch (DbException)
        {
            _error = "This could not be read right now. Try again in a moment.";
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private Task AddAsync()
    {
        var (kind, value) = _chosen.Split(':', 2) is [var first, var second] ? (first, second) : ("", "");
        _chosen = "";
        return kind switch
        {
            "role" => ChangeAsync(choice => choice with { Roles = [.. choice.Roles, value] }),
            "group" => ChangeAsync(choice => choice with { GroupIds = [.. choice.GroupIds, Guid.Parse(value)] }),
            "person" => ChangeAsync(choice => choice with { UserIds = [.. choice.UserIds, Guid.Parse(value)] }),
            _ => Task.CompletedTask,
        };
    }

    private Task RemoveRoleAsync(string role) => ChangeAsync(choice => choice with { Roles = [.. choice.Roles.Where(one => one != role)] });

    private Task RemoveGroupAsync(Guid id) => ChangeAsync(choice => choice with { GroupIds = [.. choice.GroupIds.Where(one => one != id)] });

    private Task RemovePersonAsync(Guid id) => ChangeAsync(choice => choice with { UserIds = [.. choice.UserIds.Where(one => one != id)] });

    private async Task ChangeAsync(Func<ReaderChoice, ReaderChoice> change)
    {
        var changed = await Readers.ChangeAsync(await Caller.GetAsync(), BaseId, change, _leaving.Token);
        await LoadAsync();
        _error = changed.Error?.Message ?? _error;
    }

    public void Dispose() => _leaving.Cancel();
}
