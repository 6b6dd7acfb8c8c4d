using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Readers;

/// <summary>The groups of readers, and who is in them.</summary>
public sealed partial class GroupCard
{
    private Guid? _deleting;
    private string _name = "";
    private string? _error;

    [Parameter, EditorRequired]
    public IReadOnlyList<GroupDetail> Groups { get; set; } = [];

    /// <summary>Those who can be put into one.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<PersonReader> People { get; set; } = [];

    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal ReaderGroups Service { get; init; } = null!;

    private async Task CreateAsync()
    {
        var created = await Service.CreateAsync(await Caller.GetAsync(), Guid.CreateVersion7(), _name, CancellationToken.None);
        _error = created.Error?.Message;
        if (created.Succeeded)
        {
            _name = "";
            await Changed.InvokeAsync();
        }
    }

    private Task AddAsync(GroupDetail group, ChangeEventArgs change) =>
        Guid.TryParse(change.Value as string, out var id) ? SetAsync(group, group.Members.Append(People.Single(person => person.Id == id))) : Task.CompletedTask;

    private async Task SetAsync(GroupDetail group, IEnumerable<PersonReader> members)
    {
        var changed = await Service.ChangeAsync(await Caller.GetAsync(), group.Id, null, [.. members.Select(person => person.Id)], version: null, CancellationToken.None);
        _error = changed.Error?.Message;
        await Changed.InvokeAsync();
    }

    private async Task DeleteAsync(Guid id)
    {
        _deleting = null;
        var deleted = await Service.DeleteAsync(await Caller.GetAsync(), id, CancellationToken.None);
        _error = deleted.Error?.Message;
        await Changed.InvokeAsync();
    }
}
