using System.Reflection;
using AiStudio.Platform.Data;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Tests.Architecture;

public sealed class AddressTests
{
    [Fact]
    public void Components_TakeWhatStandsInTheAddressAsText() => Assert.Empty(Typed(typeof(StudioDb).Assembly.GetTypes()));

    [Fact]
    public void Components_ThatTakeAnythingElse_AreRefused() => Assert.Equal(["TypedPage.Day", "TypedPage.Id"], Typed([typeof(TypedPage)]));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    public void Values_ThatAreNonsense_AreNotThere(string? text) => Assert.Equal((null, null), (AddressValue.Id(text), AddressValue.Number(text)));

    [Fact]
    public void Values_ThatAreWellFormed_AreRead()
    {
        var id = Guid.CreateVersion7();
        Assert.Equal((id, 12), (AddressValue.Id(id.ToString()), AddressValue.Number("12")));
    }

    // A typed parameter throws on what it cannot read, before the page has a say.
    private static IEnumerable<string> Typed(IEnumerable<Type> types) =>
        from type in types
        from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where property.GetCustomAttribute<SupplyParameterFromQueryAttribute>() is not null
        where property.PropertyType != typeof(string) && property.PropertyType != typeof(string[])
        orderby property.Name
        select $"{type.Name}.{property.Name}";

    private sealed class TypedPage : ComponentBase
    {
        [SupplyParameterFromQuery]
        public Guid? Id { get; set; }

        [SupplyParameterFromQuery]
        public DateOnly? Day { get; set; }

        [SupplyParameterFromQuery]
        public string? Text { get; set; }
    }
}
